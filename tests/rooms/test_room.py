import pytest

from rooms.room import MOST_STUDENTS, SILENT, TEACHER_AWAY
from tests.helpers.rooms import Clock, a_report, a_room


def test_a_student_comes_in_and_has_a_name_an_animal_and_a_token():
    room, ada = a_room("Ada")

    assert [student.nickname for student in room.students] == ["Ada"]
    assert ada.animal
    assert ada.token


def test_who_types_no_nickname_is_called_as_an_animal():
    _room, first, second = a_room(None, None)

    assert first.nickname != second.nickname


def test_a_nickname_is_one_of_a_kind():
    room, _ = a_room("Ada")

    with pytest.raises(ValueError, match="ADA"):
        room.join("ADA", None)


def test_who_comes_back_with_their_token_is_the_same_student():
    room, ada = a_room("Ada")

    assert room.join("Ada", ada.token) is ada
    assert room.join(None, ada.token) is ada


def test_a_room_that_was_opened_again_takes_its_students_with_their_tokens():
    _room, ada = a_room("Ada")
    (again,) = a_room()

    back = again.join("Ada", ada.token)

    assert (back.nickname, back.token) == ("Ada", ada.token)


def test_a_full_room_says_so():
    room, *_ = a_room(*[None] * MOST_STUDENTS)

    with pytest.raises(ValueError, match=str(MOST_STUDENTS)):
        room.join("Ada", None)


def test_who_was_taken_out_needs_the_teacher_to_come_back():
    room, ada = a_room("Ada")
    room.remove(ada)

    with pytest.raises(ValueError, match="taken you out"):
        room.join("Ada", ada.token)
    room.readmit("Ada")
    assert room.join("Ada", ada.token).nickname == "Ada"


def test_nobody_joins_a_room_that_has_ended():
    (room,) = a_room()
    room.end()

    with pytest.raises(ValueError, match="ended"):
        room.join("Ada", None)


def test_who_is_silent_is_away_until_they_are_heard_of():
    clock = Clock()
    room, ada = a_room("Ada", clock=clock)
    room.hear(ada, "playing")
    clock.now += SILENT + 1

    assert ada.state_at(clock.now) == "away"
    room.hear(ada)
    assert ada.state_at(clock.now) == "playing"


def test_a_pause_ends_when_the_teacher_does_not_come_back():
    clock = Clock()
    (room,) = a_room(clock=clock)
    room.set_lead(paused=lambda _number: True)
    assert room.is_paused

    clock.now += TEACHER_AWAY + 1

    assert not room.is_paused


def test_a_report_is_on_the_wall_and_another_run_begins_another_curve():
    room, ada = a_room("Ada")
    room.take(ada, a_report(5))
    number = room.number

    room.take(ada, a_report(2, run_id="another", seed=3))

    assert ada.run_changed > number
    assert len(ada.losses) == 3
    assert ada.report.record.epoch == 2
