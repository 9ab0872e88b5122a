"""The page "Room", by what its wall asks and is answered."""

import pytest

from playground import room_codes
from playground.protocol import unpack
from rooms.protocol import VERSION
from rooms.register import MOST_ROOMS, Rooms
from tests.helpers.pages import components, opened, send_to
from tests.helpers.rooms import ask_by_line

PAGE = "pages/room.py"


@pytest.fixture(autouse=True)
def rooms(monkeypatch):
    """The rooms of a process that has just begun."""
    rooms = Rooms()
    for place in ("rooms.page.rooms", "rooms.line.rooms"):
        monkeypatch.setattr(place, rooms)
    return rooms


def told(at):
    """(header, numbers) of what the wall was told."""
    (proto,) = components(at, "room_wall")
    return unpack(proto.bytes)


def ask(at, **request):
    """Send a request of the wall, and return the header of its answer."""
    send_to(at, "room_wall", "ask", {"version": VERSION, "id": 1, "since": 0, **request})
    return told(at)[0]


def enter(at, key, code=None, kept=None):
    return ask(at, do="enter", key=key, code=code, kept=kept)


def page(**query):
    at = opened(**query)
    return at.switch_page(PAGE).run()


def test_who_teaches_no_room_is_in_the_lobby():
    assert told(page())[0]["kind"] == "lobby"


def test_a_key_is_drawn_and_opens_a_room_with_its_code(rooms):
    at = page()
    drawn = ask(at, do="new")
    entered = enter(at, drawn["key"], drawn["code"])

    assert (entered["kind"], entered["room"]["code"]) == ("wall", drawn["code"])
    assert entered["room"]["link"].endswith(f"?room={drawn['code']}")


def test_the_key_of_another_room_is_refused_in_a_sentence(rooms):
    refused = enter(page(), room_codes.new_key(), "KX4T7P")

    assert (refused["kind"], refused["sentence"]) == ("refused", "This key does not open the room KX4-T7P.")


@pytest.mark.parametrize("key", ["", "short", "x" * 200, "<b>" * 8])
def test_what_is_no_key_is_refused_in_a_sentence(key):
    assert enter(page(), key)["sentence"] == "This is not the key of a room."


def test_when_there_are_too_many_rooms_it_is_said(rooms):
    for _ in range(MOST_ROOMS):
        rooms.open(room_codes.new_key())

    assert "No more rooms" in enter(page(), room_codes.new_key())["sentence"]


def test_a_code_that_was_typed_is_read_or_refused():
    at = page()

    assert ask(at, do="find", code="kx4 t7p")["code"] == "KX4T7P"
    assert "six letters or digits" in ask(at, do="find", code="123")["sentence"]


def test_two_teachers_with_the_key_teach_one_room(rooms):
    first, second, key = page(), page(), room_codes.new_key()
    enter(first, key)
    enter(second, key)

    ask(first, do="lead", pause=True)

    assert ask(second, do="pull", looking=None, watching=None)["lead"]["paused"]


def test_a_teacher_sends_the_settings_of_their_own_playground(rooms):
    at, key = page(dataset="moons", noise="12"), room_codes.new_key()
    enter(at, key)

    ask(at, do="lead", send="mine", at_once=False)

    settings = rooms.open(key).lead.offer.settings
    assert (settings.description.dataset, settings.description.noise) == ("moons", 12)


def test_the_end_of_a_room_leads_back_to_the_lobby(rooms):
    at, key = page(), room_codes.new_key()
    enter(at, key)

    ended = ask(at, do="end")

    assert (ended["kind"], ended["sentence"]) == ("lobby", "The room has ended.")
    assert ask(at, do="pull", looking=None, watching=None)["kind"] == "lobby"


def test_a_room_is_as_it_was_when_the_server_was_started_again(rooms, monkeypatch):
    at, key = page(), room_codes.new_key()
    enter(at, key)
    ask(at, do="challenge", name="disc")
    kept = ask(at, do="experiment", vary="seed", values=None, base="xor", epochs=30)["keep"]
    monkeypatch.setattr("rooms.page.rooms", Rooms())

    again = enter(page(), key, None, kept)

    assert (again["challenge"]["name"], again["experiment"]["vary"]) == ("disc", "seed")


def test_what_a_browser_has_kept_can_be_anything(rooms):
    wrong = [7, [], {"experiment": 7}, {"challenge": {"name": []}}, {"removed": [1]}, {"experiment": {"vary": "seed"}}]
    for kept in wrong:
        assert enter(page(), room_codes.new_key(), None, kept)["kind"] == "wall"


def test_five_hundred_joins_of_one_session_are_one_student(rooms):
    room = rooms.open(room_codes.new_key())
    at = opened(room=room.code)
    for number in range(500):
        ask_by_line(at, do="join", id=number, name=f"Ada {number}", token=None, animal=False)

    assert [student.nickname for student in room.students] == ["Ada 0"]


@pytest.mark.parametrize(
    "request_",
    [
        None, 7, "x", [], {}, {"version": 9}, {"version": 1, "id": 1, "do": "dance"},
        {"version": 1, "id": 1, "do": "pull"}, {"version": 1, "id": -1, "do": "new"},
        {"version": 1, "id": 1, "do": "enter", "key": 5},
    ],
)  # fmt: skip
def test_any_json_is_answered(request_):
    at = page()
    send_to(at, "room_wall", "ask", request_)

    assert not at.exception
    assert told(at)[0]["kind"] in ("refused", "lobby")
