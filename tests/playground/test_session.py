"""Tests of what a session knows of a tab, and what of it changes with the settings; none of them needs a page."""

import pytest

from nn_core import Description
from nn_core.own import OWN, encode
from playground.run_link import Shared
from playground.session import Session
from playground.settings import Settings

POINTS, MORE = encode([[1.5, -2], [0, 3]], [0, 1]), encode([[1, 1], [2, 2], [3, 3]], [0, 1, 1])


def on_own_points(points):
    return Settings(Description(dataset=OWN, points=points, batch_size=1))


def test_a_session_is_lost_until_it_has_settings():
    session = Session()
    assert session.is_lost
    session.use(Settings())
    assert not session.is_lost


def test_an_invalid_view_is_refused_and_leaves_the_one_there_is(subtests):
    for view in [
        ("77", None, None),
        ("5", 0, None),
        (None, None, None),
        ([], 3, None),
        ("5", "20", None),
        ("5", 20, 0),
        ("5", 20, "1"),
    ]:
        with subtests.test(view=view):
            session = Session(Settings())
            with pytest.raises(ValueError, match=r"speed|stop|target"):
                session.use_view(*view)
            assert session.settings == Settings()


def test_the_number_of_the_view_rises_only_when_it_is_set_from_outside_the_stage():
    session = Session()
    session.use(Settings())
    number = session.view()["number"]
    session.use_view("5", 20, None)
    session.use(Settings(speed="5", stop=20))
    assert session.view() == {"number": number, "reseed": True, "speed": "5", "stop": 20, "target": None}
    session.use(Settings(speed="1", stop=20))
    assert session.view() == {"number": number + 1, "reseed": True, "speed": "1", "stop": 20, "target": None}


def test_a_training_that_was_shared_is_forgotten_with_the_settings_that_came_with_it():
    session = Session(Settings(), run_text="1abc", shared=Shared(Description(), [], 3, "numpy", 0.5))
    session.use(Settings(speed="1"))
    assert session.run_text and session.shared
    session.use(Settings(Description(seed=1)))
    assert (session.run_text, session.shared) == ("", None)


@pytest.mark.parametrize(("own", "kept"), [(None, POINTS), ("", POINTS), (MORE, MORE)])
def test_points_that_a_link_has_brought_stay_the_learners_own_where_there_are_none_to_lose(own, kept):
    session = Session(on_own_points(POINTS), own_points=own, points_replaced=POINTS)
    session.use(on_own_points(POINTS).with_value("seed", 1))
    assert (session.own_points, session.points_replaced) == (own, POINTS)
    session.use(Settings())
    assert (session.own_points, session.points_replaced) == (kept, None)
