"""Tests of the page on training: experiments in one click, comparisons of one's own, and what cannot be compared."""

import inspect
import re
from dataclasses import replace

import pytest

from course.training import comparison as comparisons
from course.training.experiments import EXPERIMENTS, SETTINGS
from nn_core import Perceptron
from playground.presence import Seat
from playground.texts import prose
from tests.helpers.pages import PLAYGROUND, START, change, figures, opened, opening, told

PAGE = "pages/learning_rate.py"


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """Experiments of a few epochs: what trains here is NumPy."""
    for name, experiment in EXPERIMENTS.items():
        monkeypatch.setitem(EXPERIMENTS, name, replace(experiment, epochs=2))


def page(**query):
    return opened(PAGE, **query)


def ended(at):
    """Run the page until nothing runs any more, as its polling does."""
    comparison = at.session_state["shown_comparison"].comparison
    while comparison.running:
        comparison.seen()
        comparison.wait(0.05)
    at.run()
    assert not at.exception
    return at


def compare(at, setting="learning_rate", values=None, seeds=1, epochs=2):
    """Fill in the form for a comparison of one's own, and press the button."""
    at.selectbox(key="compare_setting").set_value(setting).run()
    if values is not None:
        at.multiselect(key=f"compare_values_{setting}").set_value(values)
    at.slider(key="compare_seeds").set_value(seeds)
    at.number_input(key="compare_epochs").set_value(epochs)
    return at.button(key="compare").click().run()


def outcomes(at):
    return at.session_state["shown_comparison"].comparison.outcomes


def chart(at):
    """The figure of the loss curves."""
    (made,) = figures(at)
    return made["figure"]


def heading(at):
    """The heading over the outcome, None where there is none yet."""
    return at.subheader[-1].value if at.subheader else None


def test_it_tells_the_algorithm_and_shows_the_code_that_runs():
    at = page()
    assert prose("learning_rate").strip() in [text.value for text in at.markdown]
    shown = "\n".join(code.value for code in at.code)
    for method in (Perceptron.fit, Perceptron.train_epoch):
        assert inspect.cleandoc(inspect.getsource(method)) in shown
    assert figures(at) == [] and "shown_comparison" not in at.session_state  # nothing trains unasked


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_runs_in_one_click(name):
    experiment = EXPERIMENTS[name]
    at = ended(page().button(key=f"experiment_{name}").click().run())
    assert heading(at) == experiment.title
    assert any(experiment.seen(outcomes(at)) in text.value for text in at.markdown)
    assert [outcome.description for outcome in outcomes(at)] == [d for _label, d in experiment.cases()]
    assert all(outcome.finished for outcome in outcomes(at))
    names = [trace["name"] for trace in chart(at)["data"] if trace.get("showlegend") is not False]
    assert names == list(dict.fromkeys(outcome.label for outcome in outcomes(at)))
    assert len(at.dataframe[0].value) == len(outcomes(at))
    (boundaries,) = [element.value for element in at.get("html") if 'class="boundaries"' in element.value]
    assert re.findall("<b>([^<]*)</b>", boundaries) == names


def mine(name, **query):
    """An experiment with the network of the address."""
    at = page(**query)
    at.toggle(key="experiments_mine").set_value(True).run()
    return at.button(key=f"experiment_{name}").click().run()


def test_an_experiment_runs_with_ones_own_network_and_then_claims_nothing():
    at = ended(mine("batches", dataset="xor", hidden="3", n="60", batch="5"))
    descriptions = [outcome.description for outcome in outcomes(at)]
    assert [(d.dataset, d.hidden, d.batch_size) for d in descriptions] == [("xor", (3,), 1), ("xor", (3,), 20)]
    assert any(text.value.endswith(EXPERIMENTS["batches"].question) for text in at.markdown)
    assert not any("By epoch, single examples win" in text.value for text in at.markdown)


def test_an_experiment_that_does_not_suit_ones_own_network_says_so():
    at = mine("luck", hidden="2-2", activation="relu-tanh", n="50")
    assert told(at) == ["None of the values that this experiment compares works with your network."]
    at.toggle(key="experiments_mine").set_value(False).run()
    at = ended(at.button(key="experiment_luck").click().run())
    assert told(at) == [] and len(outcomes(at)) == 10


def test_the_curves_can_be_seen_by_update_and_by_time_and_for_the_test_points():
    at = ended(page().button(key="experiment_batches").click().run())
    assert chart(at)["layout"]["xaxis"]["title"]["text"] == "Epoch"
    for x, title in (("update", "Update"), ("seconds", "Seconds of training")):
        at.button_group(key="compare_x").set_value(x).run()
        assert chart(at)["layout"]["xaxis"]["title"]["text"] == title
    at.button_group(key="compare_loss").set_value("test_loss").run()
    at.toggle(key="compare_log").set_value(False).run()
    axis = chart(at)["layout"]["yaxis"]
    assert (axis["title"]["text"], axis["type"]) == ("Test loss", "linear")


def test_ones_own_comparison_starts_from_the_network_of_the_address():
    at = ended(compare(page(dataset="xor", n="60", hidden="3", batch="5"), "learning_rate", [0.1, 0.5], seeds=2))
    made = [(o.label, o.seed, o.description.dataset, o.description.hidden) for o in outcomes(at)]
    assert made == [(rate, seed, "xor", (3,)) for seed in (0, 1) for rate in ("0.1", "0.5")]
    assert [outcome.epoch for outcome in outcomes(at)] == [2] * 4
    assert heading(at) == "Your comparison"


NEEDED = {"penalty_rate": {"penalty": "l2"}, "period": {"schedule": "cosine"}}  # for a setting to make a difference


@pytest.mark.slow
def test_every_setting_can_be_compared_with_the_values_that_are_chosen_at_first():
    for name, setting in SETTINGS.items():
        at = page(n="50", hidden="2", batch="10", split="50", **NEEDED.get(name, {}))
        at = ended(compare(at, name, epochs=1))
        assert told(at) == [], name
        assert all(outcome.finished for outcome in outcomes(at)), name
        assert chart(at)["layout"]["legend"]["title"]["text"] == f"{setting.title}: ", name


def test_a_value_of_ones_own_is_compared_and_one_that_cannot_be_is_told_and_stays():
    at = ended(compare(page(n="60", hidden="3", batch="5"), "learning_rate", [0.1, "0.02"]))
    assert [outcome.label for outcome in outcomes(at)] == ["0.02", "0.1"] and told(at) == []
    at = compare(at, "learning_rate", [0.1, "12"])
    assert told(at) == ["Learning rate must be a finite number from 0.00001 to 10, not 12.0."]
    assert at.multiselect(key="compare_values_learning_rate").value == [0.1, "12"]
    assert len(outcomes(at)) == 2


def test_nothing_chosen_is_said_and_what_is_on_show_stays():
    at = ended(page().button(key="experiment_order").click().run())
    before = outcomes(at)
    at = compare(at, "learning_rate", [])
    assert told(at) == ["There is nothing to compare yet: choose at least one value."]
    assert outcomes(at) is before and heading(at) == EXPERIMENTS["order"].title
    at = ended(compare(at, "learning_rate", [0.1]))
    assert told(at) == []  # the sentence goes with what was wrong


def test_too_much_is_said_and_what_is_on_show_stays():
    at = ended(page(n="5000", batch="1").button(key="experiment_order").click().run())
    before = outcomes(at)
    at = compare(at, "learning_rate", [0.1, 0.5], seeds=5, epochs=5000)
    (sentence,) = told(at)
    assert sentence.startswith("2 values × 5 seeds × 5000 points for 5000 epochs would take about")
    assert outcomes(at) is before


def test_a_cancelled_comparison_shows_what_it_has(monkeypatch):
    monkeypatch.setattr("course.training.page.AT_ONCE", 0.0)
    at = compare(page(n="400", batch="1"), "learning_rate", [0.1, 0.5], epochs=100)
    comparison = at.session_state["shown_comparison"].comparison
    while not all(outcome.epoch for outcome in comparison.outcomes):
        comparison.wait(0.01)
    at.run()
    assert "of 2 runs and" in at.get("progress")[0].proto.text
    at.button(key="cancel_comparison").click().run()
    assert not at.exception and comparison.cancelled
    assert told(at) == ["Cancelled. 0 of 2 runs had finished; the others are shown as far as they got."]
    assert at.get("progress") == []
    assert len(at.dataframe[0].value) == len([t for t in chart(at)["data"] if len(t["x"])]) == 2


def test_a_run_that_diverges_is_told_and_the_others_are_shown():
    at = page(dataset="hills", n="30", activation="relu", batch="15", hidden="4")
    at = ended(compare(at, "learning_rate", [0.001, 0.3], epochs=40))
    (sentence,) = told(at)
    assert sentence.startswith("1 of 2 runs diverged (0.3): ")
    table = at.dataframe[0].value
    assert table["Diverged after epoch"].notna().tolist() == [False, True]
    assert table["Epochs"].tolist() == [40, outcomes(at)[1].epoch]


def test_a_fault_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr(comparisons, "Training", None)
    at = ended(page().button(key="experiment_order").click().run())
    assert told(at) == [
        "The comparison had to stop: a fault in the playground, not a mistake of yours. Please try again."
    ]


def test_another_page_and_back_keeps_outcome_form_and_view():
    at = opened().switch_page(PAGE).run()
    at = ended(compare(at, "batch_size", [1, 50]))
    at.button_group(key="compare_x").set_value("update").run()
    before = outcomes(at), chart(at), at.dataframe[0].value
    at.switch_page(START).run()
    at.switch_page(PAGE).run()
    assert not at.exception
    assert outcomes(at) is before[0] and chart(at) == before[1] and at.dataframe[0].value.equals(before[2])
    assert at.selectbox(key="compare_setting").value == "batch_size"
    assert at.multiselect(key="compare_values_batch_size").value == [1, 50]
    assert at.number_input(key="compare_epochs").value == 2


def test_values_that_a_smaller_training_set_rules_out_are_forgotten():
    at = opened(n="500").switch_page(PAGE).run()
    at = ended(compare(at, "batch_size", [1, 200]))
    at.switch_page(PLAYGROUND).run()
    change(at, n=100)
    at.switch_page(PAGE).run()
    assert not at.exception
    at = ended(at.button(key="compare").click().run())
    assert told(at) == []
    assert {outcome.description.batch_size for outcome in outcomes(at)} <= {1, 10, 50}


def test_the_comparison_on_show_is_let_go_when_its_student_leaves(monkeypatch):
    monkeypatch.setattr("course.training.page.AT_ONCE", 0.0)
    at, seat = page(n="100", batch="1"), Seat()
    at.session_state["seat"] = seat
    at = compare(at, "learning_rate", [0.1, 0.5], epochs=200)
    comparison = at.session_state["shown_comparison"].comparison
    assert seat.comparison is comparison
    comparison.wait(0.2)
    comparison.let_go()
    at = ended(at.run())  # who comes back sees it begin anew
    assert told(at) == []
    assert [outcome.epoch for outcome in outcomes(at)] == [200, 200]


def test_a_new_comparison_stops_the_one_before():
    at = compare(page(n="2000", batch="1"), "learning_rate", [0.1, 0.5], epochs=50)
    first = at.session_state["shown_comparison"].comparison
    at = ended(at.button(key="experiment_order").click().run())
    assert first.cancelled
    assert heading(at) == EXPERIMENTS["order"].title


def test_the_file_is_the_table(monkeypatch):
    files = []
    monkeypatch.setattr("course.training.page.csv_file", lambda rows: files.append(rows) or b"")
    at = ended(page().button(key="experiment_luck").click().run())
    assert at.get("download_button")[0].proto.label == "Download as CSV"
    table = at.dataframe[0].value
    assert len(files[-1]) == 10
    for name in ("Hidden layers", "Seed", "Test loss", "Updates"):
        assert [row[name] for row in files[-1]] == table[name].tolist()


def test_a_run_can_be_opened_in_the_playground():
    at = opened().switch_page(PAGE).run()
    at = ended(at.button(key="experiment_batches").click().run())
    at.selectbox(key="compare_run").set_value(2).run()
    at.button(key="open_run").click().run()
    assert not at.exception
    assert opening(at)["description"]["batch_size"] == 200
    assert at.session_state["session"].settings.description == outcomes(at)[2].description
    assert at.session_state["session"].settings.stop == 2


def test_after_a_comparison_of_many_runs_one_of_few_can_be_opened():
    at = opened().switch_page(PAGE).run()
    at = ended(at.button(key="experiment_luck").click().run())
    at.selectbox(key="compare_run").set_value(9).run()
    at = ended(at.button(key="experiment_order").click().run())
    assert at.selectbox(key="compare_run").value == 0
    at.button(key="open_run").click().run()
    assert at.session_state["session"].settings.description == EXPERIMENTS["order"].cases()[0][1]


def test_a_comparison_that_was_left_goes_on_when_one_comes_back(monkeypatch):
    monkeypatch.setattr("course.training.page.AT_ONCE", 0.0)
    monkeypatch.setattr(comparisons, "PATIENCE", 0.0)  # it rests at once
    at = opened(n="400", batch="1").switch_page(PAGE).run()
    at = compare(at, "learning_rate", [0.1], epochs=3)
    at.switch_page(START).run()
    comparison = at.session_state["shown_comparison"].comparison
    assert comparison.running
    monkeypatch.setattr(comparisons, "PATIENCE", 60.0)
    at.switch_page(PAGE).run()
    assert comparison.wait(60)
    at.run()
    assert not at.exception and outcomes(at)[0].epoch == 3


def test_the_curves_can_be_had_in_numbers(monkeypatch):
    monkeypatch.setattr("course.training.page.csv_file", lambda rows: files.append(rows) or b"")
    files = []
    at = ended(compare(page(n="50"), "learning_rate", [0.1, 0.5], seeds=2, epochs=3))
    curves = next(rows for rows in files if "Epoch" in rows[0])
    assert [(row["Learning rate"], row["Seed"], row["Epoch"]) for row in curves] == [
        (outcome.value, outcome.seed, epoch) for outcome in outcomes(at) for epoch in range(4)
    ]
    assert [row["Test loss"] for row in curves[:4]] == pytest.approx(outcomes(at)[0].test_loss, rel=1e-5)
