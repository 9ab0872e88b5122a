"""A student in a room, by what their line asks and is told, on the pages of the app."""

import json

import pytest

from nn_core import Description
from playground import room_codes
from playground.address import to_query
from playground.presets import PRESETS
from playground.settings import Settings
from rooms.kept import bring_back, kept
from rooms.leading import lead
from rooms.register import Rooms
from rooms.teaching import challenge
from tests.helpers.pages import answer, opened, run_of, send
from tests.helpers.rooms import ask_by_line, line_of, tell_line


@pytest.fixture
def room(monkeypatch):
    rooms = Rooms()
    monkeypatch.setattr("rooms.line.rooms", rooms)
    return rooms.open(room_codes.new_key())


def join(at, name="Ada", token=None):
    return ask_by_line(at, do="join", name=name, token=token, animal=name is None)


def train(at, count):
    """Let the stage ask for so many epochs."""
    run_id, revision = run_of(at)
    about = {"id": 1, "run_id": run_id, "revision": revision, "from": 0, "shown": 0}
    return send(at, do="train", **about, count=count, pace="all", urgent=True)


def beat(at, epoch=None, state="paused"):
    run_id, revision = run_of(at)
    return ask_by_line(at, do="beat", run_id=run_id, revision=revision, epoch=epoch, state=state)


def test_a_link_to_a_room_asks_for_a_nickname(room):
    told = line_of(opened(room=room.code))

    assert (told["kind"], told["shown"]) == ("asks", room_codes.written(room.code))


def test_who_joins_is_in_the_room_and_sees_how_they_are_called(room):
    at = opened(room=room.code.lower())

    told = join(at)

    assert (told["kind"], told["nickname"]) == ("in", "Ada")
    assert [student.nickname for student in room.students] == ["Ada"]


def test_who_joins_as_an_animal_is_called_so(room):
    told = join(opened(room=room.code), None)

    assert told["nickname"] == told["animal"]


def test_the_page_without_a_room_has_no_line(room):
    assert opened().get("bidi_component")
    with pytest.raises(ValueError):
        line_of(opened())


def test_a_code_that_leads_nowhere_is_said_so(room):
    told = join(opened(room="AAAAAA"))

    assert (told["kind"], told["sentence"]) == ("none", "There is no room AAA-AAA now.")


def test_a_text_that_is_no_code_is_said_so():
    at = opened(room="nonsense")

    assert any("six letters or digits" in element.value for element in at.get("html"))


def test_a_nickname_that_is_taken_is_said_so_and_another_can_be_typed(room):
    room.join("Ada", None)
    at = opened(room=room.code)

    told = join(at, "ada")
    assert told["kind"] == "asks"
    assert "Somebody in this room is called ada" in told["sentence"]
    assert join(at, "Bob")["kind"] == "in"


@pytest.mark.parametrize("name", ["", "x" * 10_000, 7, ["Ada"], {"a": 1}])
def test_what_is_no_nickname_is_refused_in_a_sentence(room, name):
    told = join(opened(room=room.code), name)

    assert told["kind"] == "asks"
    assert told["sentence"]
    assert room.students == []


def test_the_room_hears_what_the_students_stage_has_trained(room):
    at = opened(room=room.code)
    join(at)
    train(at, 5)
    (student,) = room.students

    assert student.report.record.epoch == 5
    assert len(student.losses) == 6


def test_a_student_who_pauses_is_on_the_wall_at_the_epoch_on_show(room):
    at = opened(room=room.code)
    join(at)
    train(at, 8)

    beat(at, epoch=3)

    (student,) = room.students
    assert (student.report.record.epoch, student.state) == (3, "paused")


def test_the_stage_is_told_when_the_teacher_has_set_something(room):
    at = opened(room=room.code)
    join(at)
    lead(room, {"pause": True}, Settings())
    train(at, 1)

    header, _ = answer(at)
    assert header["view"]["room"] == room.lead.number
    assert beat(at)["paused"]


def test_what_is_on_offer_is_taken_with_one_press_and_what_was_there_comes_back_with_another(room):
    at = opened(room=room.code, noise="7", hidden="3")
    join(at)
    train(at, 4)
    lead(room, {"send": "xor", "at_once": False}, Settings())
    assert beat(at, 4)["offer"]["text"] == PRESETS["xor"].title
    before = at.session_state["session"].settings.description

    told = ask_by_line(at, do="take")
    assert at.session_state["session"].settings.description == PRESETS["xor"].settings.description
    assert (told["offer"], told["back"]) == (None, True)

    ask_by_line(at, do="back")
    now = at.session_state["session"]
    assert now.settings.description == before
    header, _ = answer(at)
    assert header["goal"]["epoch"] == 4


def test_what_the_teacher_sends_at_once_is_there_with_the_next_word(room):
    at = opened(room=room.code)
    join(at)
    lead(room, {"send": "mine", "at_once": True}, Settings(Description(noise=33)))

    told = beat(at)

    assert at.session_state["session"].settings.description.noise == 33
    assert told["back"]
    assert "Your teacher has sent you this" in told["sentence"]


def test_a_copy_of_a_students_run_goes_on_from_its_epoch(room):
    ada, bob = opened(room=room.code, seed="5"), opened(room=room.code)
    join(ada)
    train(ada, 6)
    join(bob, "Bob")
    lead(room, {"send": room.students[0].id, "at_once": True}, Settings())

    beat(bob)

    header, _ = answer(bob)
    assert (header["start"]["seed"], header["goal"]["epoch"]) == (5, 6)


def test_controls_and_an_epoch_to_stop_at_are_set_for_all(room):
    at = opened(room=room.code)
    join(at)
    lead(room, {"show": ["lr"], "lock": []}, Settings())
    lead(room, {"stop": 50}, Settings())

    beat(at)

    settings = at.session_state["session"].settings
    assert (settings.show, settings.stop) == (("lr",), 50)


def test_who_comes_late_gets_what_was_set_before(room):
    lead(room, {"stop": 50}, Settings())
    at = opened(room=room.code)

    join(at)

    assert at.session_state["session"].settings.stop == 50


def test_a_student_in_two_tabs_is_in_the_room_by_the_last(room):
    first, second = opened(room=room.code), opened(room=room.code)
    token = join(first)["token"]
    assert join(second, "Ada", token)["kind"] == "in"

    assert beat(first)["kind"] == "elsewhere"
    assert len(room.students) == 1


def test_who_leaves_is_gone_and_the_address_forgets_the_room(room):
    at = opened(room=room.code)
    join(at)
    assert at.query_params["room"] == room.code

    tell_line(at, {"version": 1, "id": 2, "do": "leave"})

    assert room.students == []
    assert "room" not in at.query_params


def test_who_is_taken_out_is_told_so(room):
    at = opened(room=room.code)
    token = join(at)["token"]
    room.remove(room.students[0])

    assert "taken you out" in beat(at)["sentence"]
    assert join(at, "Ada", token)["kind"] == "refused"
    room.readmit("Ada")
    assert join(at, "Ada", token)["kind"] == "in"


def test_the_end_of_a_room_is_said_and_the_work_stays(room):
    at = opened(room=room.code, noise="9")
    join(at)
    room.end()

    told = beat(at)

    assert told["kind"] == "over"
    assert at.session_state["session"].settings.description.noise == 9


def test_who_is_on_another_page_is_said_to_be_there(room):
    at = opened(room=room.code)
    join(at)
    at.switch_page("pages/quiz.py").run()

    ask_by_line(at, do="beat", run_id=None, revision=None, epoch=None, state=None)

    (student,) = room.students
    assert (student.state, student.page) == ("elsewhere", "Quiz")


@pytest.mark.parametrize(
    "request_",
    [
        None, 7, [], "join", {}, {"version": 1}, {"version": 9, "id": 1, "do": "leave"},
        {"version": 1, "id": 1, "do": "beat", "run_id": 5}, {"version": 1, "id": 1, "do": "help", "on": "yes"},
        {"version": 1, "id": 1, "do": "take"}, {"version": 1, "id": 1, "do": "back"},
        {"version": 1, "id": 1, "do": "join", "name": "A", "token": "t" * 10_000, "animal": False},
        {"version": 1, "id": 1, "do": "beat", "run_id": "x", "revision": 10**9, "epoch": 10**9, "state": "dancing"},
    ],
)  # fmt: skip
def test_any_json_from_a_line_does_no_harm(room, request_):
    at = opened(room=room.code)
    join(at)

    at = tell_line(at, request_)

    assert not at.exception
    assert line_of(at)["kind"] == "in"
    json.dumps(line_of(at), allow_nan=False)


def test_back_to_mine_leads_past_all_that_the_teacher_has_sent(room):
    at = opened(room=room.code, noise="7")
    join(at)
    train(at, 4)
    for scene in ("xor", "checkerboard"):
        lead(room, {"send": scene, "at_once": True}, Settings())
        beat(at, 0)
    assert at.session_state["session"].settings.description == PRESETS["checkerboard"].settings.description

    ask_by_line(at, do="back")

    assert at.session_state["session"].settings.description.noise == 7
    assert not line_of(at)["back"]


def test_back_to_mine_is_there_after_a_reload(room):
    at = opened(room=room.code, noise="7")
    token = join(at)["token"]
    lead(room, {"send": "xor", "at_once": True}, Settings())
    beat(at)
    reloaded = opened(room=room.code, dataset="xor")
    assert join(reloaded, None, token)["back"]

    ask_by_line(reloaded, do="back")

    assert reloaded.session_state["session"].settings.description.noise == 7


def test_who_reloads_hears_no_old_news(room):
    at = opened(room=room.code)
    token = join(at)["token"]
    for wish in ({"stop": 50}, {"stop": None}, {"show": ["lr"], "lock": []}, {"show": None, "lock": []}):
        lead(room, wish, Settings())
        beat(at)

    told = join(opened(room=room.code), None, token)

    assert told["sentence"] == ""


@pytest.mark.parametrize("way", ["leave", "end", "remove"])
def test_what_a_room_has_locked_is_free_again_outside_of_it(room, way):
    at = opened(room=room.code)
    join(at)
    challenge(room, {"name": "moons"}, Settings())
    beat(at)
    assert not at.session_state["session"].settings.may_change("dataset")

    if way == "leave":
        ask = tell_line(at, {"version": 1, "id": 9, "do": "leave"})
        assert not ask.exception
    else:
        room.end() if way == "end" else room.remove(room.students[0])
        beat(at)

    assert at.session_state["session"].settings.may_change("dataset")


def test_what_a_challenge_holds_fast_stays_so_over_a_reload(room):
    at = opened(room=room.code)
    token = join(at)["token"]
    challenge(room, {"name": "moons"}, Settings())
    beat(at)
    settings = at.session_state["session"].settings
    reloaded = opened(room=room.code, **to_query(settings))

    join(reloaded, None, token)

    assert not reloaded.session_state["session"].settings.may_change("dataset")


def test_who_runs_something_else_in_a_challenge_is_told_why_it_does_not_count(room):
    at = opened(room=room.code)
    join(at)
    challenge(room, {"name": "disc"}, Settings())
    beat(at)
    session = at.session_state["session"]
    session.use(session.settings.with_value("dataset", "moons"))
    send(at, do="open")

    assert "It differs in: Data set." in beat(at)["board"]


def test_a_copy_is_not_offered_to_whose_run_it_is(room):
    at = opened(room=room.code)
    join(at)
    train(at, 3)
    lead(room, {"send": room.students[0].id, "at_once": False}, Settings())

    assert beat(at)["offer"] is None


def test_who_comes_back_after_a_restart_is_not_offered_what_they_have(room, monkeypatch):
    at = opened(room=room.code)
    token = join(at)["token"]
    challenge(room, {"name": "disc"}, Settings())
    beat(at)
    held, again = kept(room), Rooms()
    monkeypatch.setattr("rooms.line.rooms", again)
    bring_back(again.open(room.key), held)

    told = join(opened(room=room.code, **to_query(at.session_state["session"].settings)), "Ada", token)

    assert (told["kind"], told["offer"], told["back"]) == ("in", None, False)
