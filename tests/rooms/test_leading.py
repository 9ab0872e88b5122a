import pytest

from nn_core import Description
from playground.presets import PRESETS
from playground.settings import Settings
from rooms.leading import lead
from tests.helpers.rooms import a_report, a_room


def test_to_pause_and_to_go_on_are_changes_of_their_own():
    (room,) = a_room()
    lead(room, {"pause": True}, Settings())
    assert room.is_paused
    lead(room, {"pause": False}, Settings())

    assert not room.is_paused
    assert room.lead.number == 2


def test_to_let_all_play_ends_a_pause():
    (room,) = a_room()
    lead(room, {"pause": True}, Settings())
    lead(room, {"start": True}, Settings())

    assert not room.is_paused
    assert room.lead.started == room.lead.number


def test_a_scene_is_offered_by_its_title_and_given_as_it_is():
    (room,) = a_room()
    lead(room, {"send": "xor", "at_once": False}, Settings())

    offer = room.lead.offer
    assert (offer.text_for(None), offer.settings) == (PRESETS["xor"].title, PRESETS["xor"].settings)
    assert not offer.at_once


def test_the_teachers_own_settings_are_given_without_what_a_link_hides_from_the_teacher():
    (room,) = a_room()
    lead(room, {"send": "mine", "at_once": True}, Settings(Description(noise=7), show=("lr",)))

    assert room.lead.offer.settings == Settings(Description(noise=7))


def test_a_students_run_is_given_as_a_copy_with_its_training():
    room, ada = a_room("Ada")
    room.take(ada, a_report(4))
    lead(room, {"send": ada.id, "at_once": False, "named": True}, Settings())

    assert room.lead.offer.shared.epoch == 4
    assert room.lead.offer.text_for(None) == "the run of Ada"


def test_where_the_wall_shows_no_names_a_copy_names_nobody():
    room, ada = a_room("Ada")
    room.take(ada, a_report(4))
    lead(room, {"send": ada.id, "at_once": False}, Settings())

    assert room.lead.offer.text_for(None) == "the run of a student"


@pytest.mark.parametrize(
    "wish",
    [
        {}, {"stop": 0}, {"stop": "many"}, {"stop": 1e9}, {"show": "lr"}, {"show": ["no such"]}, {"lock": [7]},
        {"send": "no such scene"}, {"send": 99}, {"send": None}, {"send": ["xor"]}, {"send": {}}, {"dance": True},
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_refused_and_nothing_changes(wish):
    (room,) = a_room()
    before = room.lead

    with pytest.raises(ValueError):
        lead(room, wish, Settings())

    assert room.lead == before
