"""Tests that each wish of the controls is carried out once and in its order, and that nothing else that comes is."""

import logging
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nn_core import Description
from playground import control_panel, controls, kept_points, reader, session, sync
from playground.session import Session
from playground.settings import Settings
from tests.playground.test_controls import ANYTHING

MOST = control_panel.MOST


@pytest.fixture
def tell(monkeypatch):
    """Tells wishes to a session with the settings one starts with, or to that of another token."""
    return telling(monkeypatch)


def telling(monkeypatch, settings=None):
    settings = settings or Settings()
    state = {"session": Session(settings=settings, drawn=settings)}
    st = SimpleNamespace(session_state=state, query_params={})
    for module in (control_panel, kept_points, reader, session, sync):
        monkeypatch.setattr(module, "st", st)

    def tell(*wishes, token=None):
        put({"for": token or session.current().token, "wishes": list(wishes)})
        control_panel.carry_out()
        return session.current().settings.description

    def put(told):
        state[control_panel.KEY] = {"told": told}
        control_panel._log_rejected()

    tell.put = put
    return tell


def test_each_wish_is_carried_out_once_and_in_its_order(tell):
    assert tell([1, "layers", 1], [2, "layers", 2]).hidden == (4, 4)
    assert session.current().wishes_seen == 2
    session.current().use(Settings())
    assert tell([1, "layers", 1], [2, "layers", 2], [3, "neurons_1", 7]).hidden == (7, 2)
    assert control_panel.wishes() == []


def test_wishes_to_a_session_that_is_no_more_are_left_to_be_told_again(tell):
    assert tell([1, "dataset", "xor"], token="another") == Description()
    assert session.current().wishes_seen == 0
    assert tell([1, "dataset", "xor"]).dataset == "xor"


def test_what_had_to_give_way_is_said_of_all_wishes_that_come_together_and_goes_with_the_next(tell):
    tell([1, "batch_size", 250], [2, "n", 50], [3, "noise", 10])
    (sentence,) = session.current().notes
    assert "batch size of 250" in sentence
    tell([4, "noise", 20])
    assert session.current().notes == []


def test_a_wish_is_waited_for_until_it_was_carried_out(tell):
    tell.put({"for": session.current().token, "wishes": [[1, "noise", 20]]})
    assert sync.is_behind()
    control_panel.carry_out()
    session.current().drawn = session.current().settings
    assert not sync.is_behind()


def test_what_a_link_hides_or_locks_is_not_to_be_wished_for(monkeypatch):
    tell = telling(monkeypatch, Settings(show=("lr", "hidden"), lock=("hidden",)))
    assert tell([1, "neurons_1", 9], [2, "noise", 20], [3, "nothing", 1], [4, "learning_rate", 0.3]) == Description(
        learning_rate=0.3
    )


@pytest.mark.parametrize(
    "told",
    [
        7, "x", [], {}, {"wishes": []}, {"for": 7, "wishes": {}}, {"wishes": [[1, "noise"]]},
        {"wishes": [[0, "noise", 5]]}, {"wishes": [[True, "noise", 5]]}, {"wishes": [["1", "noise", 5]]},
        {"wishes": [[2**63, "noise", 5]]}, {"wishes": [[1, 5, 5]]}, {"wishes": [[1, ["noise"], 5]]},
        {"wishes": [[n, "noise", 5] for n in range(1, 10**5)]},
    ],
    ids=lambda told: str(told)[:40],
)  # fmt: skip
def test_what_the_controls_never_tell_changes_nothing_and_leaves_one_line_in_the_log(tell, told, caplog):
    caplog.set_level(logging.INFO, "playground")
    tell.put(told)
    assert control_panel.wishes() == [] and not sync.is_behind()
    control_panel.carry_out()
    assert session.current().settings == Settings()
    assert len(caplog.records) == (told != {"wishes": []})


KEYS = [*controls.values(Settings()), "neurons_6", "activation_1", "own_points", "your_data_", "", "__class__"]
WISHES = some.lists(some.tuples(some.sampled_from(KEYS), ANYTHING), max_size=MOST)


@given(WISHES)
def test_wishes_for_anything_leave_settings_that_there_can_be(changes):
    with pytest.MonkeyPatch.context() as monkeypatch:
        tell = telling(monkeypatch)
        description = tell(*([n, *change] for n, change in enumerate(changes, start=1)))
        assert isinstance(description, Description) and description.points == ""
        assert session.current().wishes_seen == len(changes)


@given(ANYTHING)
def test_a_message_that_is_anything_is_no_wish(told):
    with pytest.MonkeyPatch.context() as monkeypatch:
        telling(monkeypatch).put(told)
        control_panel.carry_out()
        assert session.current().settings == Settings()
