"""A challenge can be met, it counts as it says, and only what keeps to its rules is a candidate."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import Description, Run
from playground.presets import PRESETS
from playground.settings import Settings
from rooms.board import replay
from rooms.challenges import CHALLENGES, COUNTS, candidate, own, updates
from tests.helpers.core import described, refusal
from tests.helpers.rooms import report_of, small, trained
from tests.helpers.share import any_json

# --- the ready ones

# How each can be met, {field: value}, within how many epochs, and the score that this has at the least.
SOLUTIONS = {
    "disc": ({"hidden": (3,), "activation": "relu", "optimiser": "adam"}, 20, 3),
    "xor": ({"features": ("x1x2",), "hidden": (), "learning_rate": 0.1}, 20, 2),
    "moons": ({"optimiser": "adam", "learning_rate": 0.1}, 10, 5),
    "circle": ({"batch_size": 125, "learning_rate": 3.0}, 20, 30),
    "spiral": ({"hidden": (8, 8, 8, 8), "optimiser": "adam", "learning_rate": 0.01}, 200, 0.15),
}
THREE_NUMBERS = [(0, {"parameters": [[0, 2.0], [1, 3.5], [2, -0.8]]})]


@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_ready_challenge_can_be_met(name):
    changes, epochs, score = SOLUTIONS[name]
    challenge = CHALLENGES[name]
    _run, report = trained(replace(challenge.settings.description, **changes), epochs, "numba")
    found = candidate(challenge, report, None)
    assert found.score <= score
    assert replay(challenge, found)  # where there is no Numba


def test_three_numbers_can_be_set_by_hand():
    challenge = CHALLENGES["by_hand"]
    _run, report = trained(challenge.settings.description, 0, journal=THREE_NUMBERS)
    assert candidate(challenge, report, None).score < challenge.goal


def test_no_three_numbers_are_perfect():
    """So that the board is never full of zeros: training ends above the loss of 0.05 at the best."""
    description = replace(CHALLENGES["by_hand"].settings.description, optimiser="adam", learning_rate=1.0)
    _run, report = trained(description, 300)
    assert min(row[1] for row in report.rows) > 0.05


def test_an_untrained_network_meets_no_ready_challenge():
    for challenge in CHALLENGES.values():
        run = Run(challenge.settings.description)
        assert candidate(challenge, report_of(run, [run.record()]), None) is None, challenge.name


def test_what_is_given_leaves_the_lesson_to_be_done():
    """The settings that a student begins with are no winner's: there is something to find."""
    for name, best in {"disc": 3, "xor": 9, "moons": 10, "circle": 100}.items():
        challenge = CHALLENGES[name]
        _run, report = trained(challenge.settings.description, 40, "numba")
        found = candidate(challenge, report, None)
        assert found is None or found.score > best, name


def test_there_are_six_and_each_counts_something_else():
    assert len(CHALLENGES) == 6
    assert {challenge.counts for challenge in CHALLENGES.values()} == set(COUNTS)


@pytest.mark.parametrize("name", CHALLENGES)
def test_a_ready_challenge_says_what_is_to_be_done(name):
    challenge = CHALLENGES[name]
    assert challenge.name == name
    assert challenge.title and challenge.text.endswith(".") and challenge.goal_text


def test_a_student_begins_with_what_is_held_fast_locked_and_the_goal_in_view():
    given = CHALLENGES["moons"].given
    assert given.description == CHALLENGES["moons"].settings.description
    assert not [name for name in ("presets", "dataset", "dataseed", "hidden", "seed") if given.may_change(name)]
    assert [name for name in ("lr", "batch", "optimiser") if given.may_change(name)] == ["lr", "batch", "optimiser"]
    assert CHALLENGES["spiral"].given.stop == 200
    assert CHALLENGES["by_hand"].given.target == 0.15


def test_controls_that_a_teacher_hides_stay_hidden():
    settings = Settings(show=("lr", "hidden"), lock=("hidden",))
    given = own(settings, "neurons", 0.9).given
    assert [name for name in ("lr", "hidden", "dataset") if given.shows(name)] == ["lr", "hidden"]
    assert not given.may_change("hidden")


# --- a teacher's own


@pytest.mark.parametrize("counts", COUNTS)
def test_a_teacher_can_make_one_of_any_scene(counts):
    goal = {"loss": 50, "by_hand": 0.2}.get(counts, 0.9)
    for preset in PRESETS.values():
        challenge = own(preset.settings, counts, goal)
        assert challenge.goal_text and challenge.text and challenge.given


@pytest.mark.parametrize(
    "counts, goal, sentence",
    [
        ("neurons", 95, "The goal must be a finite number from 0 to 1, not 95."),
        ("epochs", float("nan"), "The goal must be a finite number from 0 to 1, not nan."),
        ("loss", 0.5, "The goal must be a whole number from 1 to 1000000, not 0.5."),
        ("by_hand", 0, "The goal must be a finite number from 0.0001 to 100, not 0."),
        ("layers", 1, "What counts must be one of neurons, parameters, epochs, updates, loss, by_hand, not 'layers'."),
    ],
)
def test_a_goal_that_there_cannot_be_is_refused_in_a_sentence(counts, goal, sentence):
    assert refusal(own, Settings(), counts, goal) == sentence


@given(any_json, any_json)
def test_whatever_a_challenge_is_made_of_it_is_one_or_is_refused(counts, goal):
    try:
        own(Settings(), counts, goal)
    except ValueError as error:
        assert str(error).endswith(".")


def test_how_a_goal_reads():
    values = Settings(Description(dataset="hills"))
    assert own(Settings(), "neurons", 0.955).goal_text == "test accuracy at least 95.5%"
    assert own(values, "neurons", 0.9).goal_text == "test R² at least 0.9"
    assert own(values, "loss", 1).goal_text == "within 1 epoch"
    assert own(values, "loss", 2000).goal_text == "within 2,000 epochs"
    assert own(Settings(), "by_hand", 0.05).goal_text == "training loss below 0.05"


# --- what counts


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 15)), max_size=5), st.integers(0, 30))
def test_updates_are_counted_with_the_batch_size_that_each_epoch_had(changes, epoch):
    start = described()
    journal = [(at, {"batch_size": size}) for at, size in sorted(changes)]
    run = Run(start, journal=journal)
    sizes = [run.settings_at(each)["batch_size"] for each in range(epoch)]
    assert updates(start, journal, epoch) == sum(-(-start.n_train // size) for size in sizes)


def test_updates_are_those_that_the_optimiser_made():
    journal = [(2, {"batch_size": 15, "learning_rate": 0.2}), (5, {"batch_size": 2})]
    run, _report = trained(described(optimiser="adam"), 7, journal=journal)
    assert updates(run.description, journal, 7) == run.engine.state[-1]


SCORES = {"neurons": 5, "parameters": 20, "epochs": 4, "updates": 16, "loss": 0.25, "by_hand": 0.5}


@pytest.mark.parametrize("counts", SCORES)
def test_what_counts_is_counted(counts):
    challenge = small(counts, {"loss": 9, "by_hand": 1.0}.get(counts, 0.5), hidden=(3, 2))
    row = [0.6, 0.5, 0.25, 0.9, 0.8, 0.1]
    description = challenge.settings.description
    assert challenge.score(description, [], 4, row) == SCORES[counts]


# --- candidates


def rows(*numbers):
    """Rows of METRICS that have these as their test score, and 1 − that as their test loss."""
    return [[0.5, 0.5, 1 - number, number, number, 0.1] for number in numbers]


def reported(challenge, *scores, first=1, **named):
    """The report of a run that has come to these test scores."""
    run = Run(challenge.settings.description)
    record = replace(run.record(), epoch=first + len(scores) - 1)
    return report_of(run, [record], **{"first": first, "rows": rows(*scores)} | named)


def test_the_first_epoch_that_meets_the_goal_is_the_candidate():
    for counts in ("neurons", "parameters", "epochs", "updates"):
        challenge = small(counts, 0.9)
        found = candidate(challenge, reported(challenge, 0.5, 0.9, 0.95, first=7), None)
        assert (found.epoch, found.row) == (8, rows(0.9)[0])


def test_of_losses_the_lowest_is_the_candidate_within_the_epochs():
    challenge = small("loss", 10)
    found = candidate(challenge, reported(challenge, 0.5, 0.8, 0.7, 0.9, first=8), None)
    assert (found.epoch, round(found.score, 9)) == (9, 0.2)
    assert candidate(challenge, reported(challenge, 0.5, first=11), None) is None


def test_nothing_is_a_candidate_that_is_no_better_than_before():
    for counts in ("neurons", "parameters", "epochs", "updates", "loss"):
        challenge = small(counts, 20 if counts == "loss" else 0.9)
        report = reported(challenge, 0.5, 0.95)
        best = candidate(challenge, report, None).score
        assert candidate(challenge, report, best) is None
        assert candidate(challenge, report, best + 1e-9) is not None


def test_a_run_that_meets_no_goal_is_no_candidate():
    challenge = small("neurons", 0.9)
    assert candidate(challenge, reported(challenge, 0.5, float("nan"), 0.89), None) is None
    assert candidate(small("loss", 20), reported(challenge, float("nan"), float("nan")), None) is None
    assert candidate(challenge, reported(challenge, 0.5, rows=[]), None) is None


OTHER = {"dataset": "moons", "noise": 5, "split": 60, "n": 40, "dataseed": 1, "features": ("x1sq", "x2sq")}


@pytest.mark.parametrize("name", OTHER)
def test_other_data_are_no_candidate(name):
    challenge = small("neurons", 0.9)
    report = reported(challenge, 0.5, 0.95)
    changed = replace(report, start=replace(report.start, **{name: OTHER[name]}))
    assert candidate(challenge, report, None) and not candidate(challenge, changed, None)


@pytest.mark.parametrize("name, value", {"hidden": (2,), "seed": 7, "activation": "relu", "initialiser": "he"}.items())
def test_the_network_is_held_fast_only_where_it_does_not_count(name, value):
    for counts in ("neurons", "parameters", "epochs", "updates"):
        challenge = small(counts, 0.9)
        report = reported(challenge, 0.5, 0.95)
        changed = replace(report, start=replace(report.start, **{name: value}))
        assert bool(candidate(challenge, changed, None)) == (counts in ("neurons", "parameters")), counts


def test_settings_that_the_teacher_has_locked_may_not_be_changed_on_the_way():
    free = small("neurons", 0.9)
    locked = replace(free, settings=replace(free.settings, lock=("lr",)))
    report = reported(free, 0.5, 0.95, journal=[(1, {"learning_rate": 0.5})])
    assert candidate(free, report, None) and not candidate(locked, report, None)


@pytest.mark.parametrize("counts", sorted(set(COUNTS) - {"by_hand"}))
def test_weights_must_be_learned(counts):
    challenge = small(counts, 20 if counts == "loss" else 0.9)
    by_hand = [(1, {"parameters": [[0, 1.0]]})]
    assert candidate(challenge, reported(challenge, 0.5, 0.95, journal=by_hand), None) is None
    assert candidate(challenge, reported(challenge, 0.5, 0.95, loaded=True), None) is None
    later = [(2, {"learning_rate": 0.5}), (3, {"parameters": [[0, 1.0]]})]
    found = candidate(challenge, reported(challenge, 0.5, 0.95, journal=later), None)
    assert found.journal == []  # what was changed at the epoch itself acts on those after it


def test_weights_must_be_set_by_hand_where_that_counts():
    challenge = small("by_hand", 100)
    run = Run(challenge.settings.description)
    untrained = report_of(run, [run.record()])
    run.change(parameters=[[0, 0.5]])
    by_hand = report_of(run, [run.record()])
    assert candidate(challenge, untrained, None) is None
    assert candidate(challenge, by_hand, None).score == run.record().train_loss
    assert candidate(challenge, replace(by_hand, loaded=True), None) is None
    list(run.advance(3))
    assert candidate(challenge, report_of(run, [run.record()]), None) is None


def test_batches_and_learning_rates_may_change_on_the_way():
    challenge = small("updates", 0.9)
    journal = [(1, {"batch_size": 15}), (9, {"learning_rate": 1.0})]
    found = candidate(challenge, reported(challenge, 0.5, 0.5, 0.95, journal=journal), None)
    assert (found.score, found.journal) == (4 + 1 + 1, journal[:1])


def test_a_report_is_looked_at_only_as_far_as_it_has_to_be():
    """Where nothing can be had, it does not even look at the rows: 60 students report every second."""
    looked = []

    class Rows(list):
        def __iter__(self):
            looked.append(True)
            return super().__iter__()

    for counts in ("neurons", "parameters", "epochs", "updates"):
        challenge = small(counts, 0.9)
        report = reported(challenge, 0.95, first=5, rows=Rows(rows(0.95)))
        assert candidate(challenge, report, 1) is None
    assert not looked
