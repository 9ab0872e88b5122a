import contextlib
import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nn_core.own import encode
from playground.protocol import unpack
from rooms.protocol import OF_LINE, OF_WALL, read
from rooms.room import SILENT
from rooms.sights import MOST_POINTS
from rooms.wall import answer
from tests.helpers.rooms import Clock, a_report, a_room, a_teacher, ask_wall


def test_a_wall_that_comes_in_is_told_all_there_is():
    room, ada, _bob = a_room("Ada", "Bob")
    room.take(ada, a_report(4))

    header, numbers = ask_wall(a_teacher(room), "enter")

    assert header["room"]["code"] == room.code
    assert header["room"]["qr"].startswith("<svg")
    assert header["names"] == [student.id for student in room.students]
    told, waiting = header["students"]
    assert (told["nickname"], told["epoch"], told["run"]["sizes"]) == ("Ada", 4, [2, 4, 2, 1])
    assert (waiting["nickname"], waiting["state"], waiting["run"]) == ("Bob", "waiting", None)
    points = header["data"][0]["n"]
    np.testing.assert_array_equal(numbers[3 * points :], ada.report.record.parameters.astype("f4"))
    assert {scene["name"] for scene in header["scenes"]} >= {"xor", "spiral"}


def test_a_wall_is_told_only_what_is_new():
    room, ada, bob = a_room("Ada", "Bob")
    for student in (ada, bob):
        room.take(student, a_report(2))
    teacher = a_teacher(room)
    first, _ = ask_wall(teacher, "enter")

    nothing, numbers = ask_wall(teacher, since=first["number"])
    room.take(bob, a_report(3))
    news, parameters = ask_wall(teacher, since=nothing["number"])

    assert (nothing["students"], nothing["data"], len(numbers)) == ([], [], 0)
    assert [told["id"] for told in news["students"]] == [bob.id]
    assert news["students"][0]["run"] is None  # the same run, further on
    assert (news["data"], len(parameters)) == ([], len(bob.report.record.parameters))


def test_points_that_several_have_are_sent_once():
    room, ada, bob = a_room("Ada", "Bob")
    room.take(ada, a_report(1))
    room.take(bob, a_report(1, seed=5))

    header, _ = ask_wall(a_teacher(room), "enter")

    assert len(header["data"]) == 1
    assert {told["run"]["data"] for told in header["students"]} == {header["data"][0]["key"]}


def test_who_has_gone_silent_is_told_as_away_once(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("rooms.wall.time.monotonic", clock)
    room, ada = a_room("Ada", clock=clock)
    ada.heard = clock.now
    teacher = a_teacher(room)
    first, _ = ask_wall(teacher, "enter")
    clock.now += SILENT + 1

    gone, _ = ask_wall(teacher, since=first["number"])
    after, _ = ask_wall(teacher, since=gone["number"])

    assert [told["state"] for told in gone["students"]] == ["away"]
    assert after["students"] == []


def test_who_is_looked_at_is_told_whole_and_after_that_only_their_losses():
    room, ada = a_room("Ada")
    room.take(ada, a_report(6))
    teacher = a_teacher(room)

    whole, numbers = ask_wall(teacher, looking=ada.id)
    after, losses = ask_wall(teacher, since=whole["number"], looking=ada.id, watching="a run")

    n = ada.report.start.n
    assert (whole["watched"]["run"]["n"], whole["watched"]["points"]) == (n, True)
    assert len(numbers) > 3 * n
    assert (after["watched"]["points"], after["watched"]["history"]) == (False, 7)
    assert list(losses[::3]) == list(range(7))
    assert losses[-2] == np.float32(ada.report.record.train_loss)


def test_numbers_that_json_does_not_know_are_not_sent():
    room, ada = a_room("Ada")
    room.take(ada, a_report(0, dataset="plane", n=10, split=90, hidden=(), batch_size=1))
    payload = answer(a_teacher(room), {"version": 1, "id": 1, "do": "enter", "kept": None})

    header, _ = unpack(payload)
    text = json.dumps(header)
    assert "NaN" not in text
    assert "Infinity" not in text


def test_a_teacher_renames_takes_out_and_lets_in_again():
    room, ada = a_room("Ada")
    teacher = a_teacher(room)

    renamed, _ = ask_wall(teacher, "student", student=ada.id, rename="Ada L")
    removed, _ = ask_wall(teacher, "student", student=ada.id, remove=True)
    admitted, _ = ask_wall(teacher, "student", readmit="Ada L")

    assert renamed["students"][0]["nickname"] == "Ada L"
    assert (removed["names"], removed["removed"]) == ([], ["Ada L"])
    assert admitted["removed"] == []


def test_help_that_was_given_is_not_asked_for_any_more():
    room, ada = a_room("Ada")
    room.ask_for_help(ada, True)
    teacher = a_teacher(room)
    asked, _ = ask_wall(teacher)
    calm, _ = ask_wall(teacher, "student", student=ada.id, calm=True)

    assert asked["students"][0]["help"]
    assert not calm["students"][0]["help"]


def test_the_largest_networks_with_the_most_points_fit_into_an_answer():
    points = encode(np.random.default_rng(0).uniform(-5, 5, (5000, 2)), np.arange(5000) % 2)
    inputs = ("x1", "x2", "x1sq", "x2sq", "x1x2", "sinx1", "sinx2")
    room, *students = a_room(*[None] * 60)
    report = a_report(1, dataset="own", points=points, n=5000, features=inputs, hidden=(16,) * 6, batch_size=1000)
    for student in students:
        room.take(student, report)

    header, numbers = ask_wall(a_teacher(room), "enter", looking=students[0].id)

    assert header["data"][0]["n"] <= MOST_POINTS
    assert 4 * len(numbers) < 2**20


def test_the_metrics_of_all_epochs_are_not_kept():
    room, ada = a_room("Ada")
    room.take(ada, a_report(50))

    assert ada.report.rows == []
    assert len(ada.losses) == 51


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
fields = st.sampled_from(
    ["pause", "start", "stop", "show", "lock", "send", "at_once", "unsend", "student", "rename", "remove", "calm",
     "readmit", "since", "looking", "watching", "vary", "values", "base", "epochs", "end", "name", "counts", "goal"]
)  # fmt: skip


@given(anything | st.fixed_dictionaries({"version": st.just(1), "id": st.just(1), "do": anything}))
def test_any_json_is_a_request_or_refused(sent):
    for requests in (OF_WALL, OF_LINE):
        try:
            read(sent, requests)
        except ValueError:
            continue
        assert sent["do"] in requests


@given(st.sampled_from(sorted(set(OF_WALL) - {"new", "find", "end"})), st.dictionaries(fields, anything, max_size=5))
def test_whatever_a_wall_asks_for_is_answered_or_refused_and_the_room_lives_on(do, more):
    room, ada = a_room("Ada")
    room.take(ada, a_report(1, n=20))
    teacher = a_teacher(room)
    request = {"version": 1, "id": 1, "since": 0, "key": room.key, "kept": None, "do": do} | more
    with contextlib.suppress(ValueError, LookupError):
        answer(teacher, read(request, OF_WALL))

    header, _ = ask_wall(teacher)
    assert header["kind"] == "wall"
