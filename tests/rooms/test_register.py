import pytest

from playground import room_codes
from rooms.register import MOST_ROOMS, TRIES_OF_ONE, Rooms, Tries
from rooms.room import HOURS
from tests.helpers.rooms import Clock


def test_a_room_is_found_by_the_code_of_its_key():
    rooms, key = Rooms(), room_codes.new_key()

    room = rooms.open(key)

    assert rooms.find(room_codes.code_of(key), Tries(5)) is room
    assert rooms.open(key) is room


def test_a_room_is_not_opened_by_another_key(monkeypatch):
    rooms = Rooms()
    monkeypatch.setattr("rooms.register.code_of", lambda key: "KX4T7P")
    rooms.open("a" * 22)

    with pytest.raises(ValueError, match="KX4-T7P"):
        rooms.open("b" * 22)


def test_a_process_has_so_many_rooms_and_says_when_there_are_no_more():
    rooms = Rooms()
    for _ in range(MOST_ROOMS):
        rooms.open(room_codes.new_key())

    with pytest.raises(ValueError, match="No more rooms"):
        rooms.open(room_codes.new_key())


def test_a_room_that_is_too_old_has_ended_and_leaves_its_place_to_another():
    clock = Clock()
    rooms, key = Rooms(clock), room_codes.new_key()
    room = rooms.open(key)
    clock.now += 3600 * HOURS + 1

    assert room.is_over
    with pytest.raises(LookupError, match="has ended"):
        rooms.find(room.code, Tries(5, clock))
    assert rooms.open(key) is not room


def test_a_room_that_its_teacher_has_ended_is_said_to_have_ended():
    rooms = Rooms()
    room = rooms.open(room_codes.new_key())
    room.end()

    with pytest.raises(LookupError, match="has ended"):
        rooms.find(room.code, Tries(5))


def test_a_code_cannot_be_guessed():
    clock = Clock()
    rooms, tries = Rooms(clock), Tries(TRIES_OF_ONE, clock)
    room = rooms.open(room_codes.new_key())
    for _ in range(TRIES_OF_ONE):
        with pytest.raises(LookupError, match="There is no room"):
            rooms.find("AAAAAA", tries)

    with pytest.raises(LookupError, match="Too many tries"):
        rooms.find(room.code, tries)
    clock.now += 61
    assert rooms.find(room.code, tries) is room
