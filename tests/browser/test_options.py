"""Every further option as a person meets it: in the fold, in the diagram, in the status, and in the numbers."""

import re
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect

from nn_core import Description, Run
from playground.address import to_query
from playground.settings import Settings

ALL = Description(
    "hills", noise=5, n=200, features=("x1", "x2", "x1x2", "sinx1"), hidden=(5, 4, 3),
    activation=("elu", "silu", "softplus"), initialiser="glorot", order="sorted", optimiser="adam", learning_rate=0.01,
    schedule="cosine", period=30, clip=1.0, penalty="l2", penalty_rate=0.01,
)  # fmt: skip


def address(description):
    return "&".join(f"{name}={value}" for name, value in to_query(Settings(description)).items())


def losses_of(record):
    return tuple(float(np.float32(loss)) for loss in (record.train_loss, record.test_loss))


def status(stage):
    return stage.element.locator(".stage-status")


def open_fold(page):
    """Open the fold of further options."""
    page.get_by_text("More options").click()


def choose(page, label, option):
    """Choose from a list."""
    page.get_by_role("combobox", name=label, exact=True).select_option(label=option)


def test_with_every_option_at_once_it_shows_the_numbers_of_the_run(stage):
    stage.open(address(ALL))
    run = Run(ALL, "numba")
    assert stage.losses() == losses_of(run.record())
    stage.run_to(40)
    *_, record = run.advance(40)
    assert stage.losses() == losses_of(record)
    expect(status(stage)).to_contain_text(f"test R² {record.test_score:.3f}".replace("-", "−"))
    expect(status(stage)).to_contain_text("learning rate 0.00010")  # a hundredth, where the cosine has ended


@pytest.mark.slow
def test_the_first_column_of_the_diagram_shows_the_inputs_in_use(bare):
    stage = bare.open(address(replace(ALL, features=("x1", "x2", "x1sq", "x2sq", "x1x2", "sinx1", "sinx2"))))
    network = stage.element.get_by_test_id("network")
    names = network.locator(".stage-name-left").all_inner_texts()
    assert names == ["x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂"]
    network.get_by_role("button", name="input sin x₂").focus()
    expect(network.get_by_role("status")).to_contain_text("input sin x₂")
    panel = network.bounding_box()
    for name in network.locator(".stage-name-left").all():
        box = name.bounding_box()
        assert box["x"] >= panel["x"] and box["height"] < 30  # neither cut off nor on two lines


@pytest.mark.slow
def test_a_regression_shows_predicted_values_and_what_their_colours_mean_until_there_are_classes_again(bare):
    stage = bare.open("dataset=plane&hidden=none&lr=0.01")
    boundary = stage.element.get_by_test_id("decision-boundary")
    expect(boundary.get_by_role("heading")).to_have_text("Prediction")
    expect(boundary.get_by_label("Discrete")).to_be_hidden()
    expect(boundary).to_contain_text("predicted value")
    expect(boundary).not_to_contain_text("class 1")
    stage.run_to(60)
    expect(status(stage)).to_contain_text("test R² 1.000")
    expect(boundary.locator(".stage-area")).to_have_attribute(
        "aria-label", re.compile("Predicted values at epoch 60, R² 1.000")
    )
    box = boundary.locator(".stage-surface").bounding_box()
    tip = boundary.locator(".stage-tip")
    # (x1 + x2) / 10, to the right of the middle and above it
    for share, x1, value in ((0.5, r"x₁ −?0\.0", 0.0), (0.75, r"x₁ (2\.9|3\.0)", 0.6)):
        stage.page.mouse.move(box["x"] + share * box["width"], box["y"] + (1 - share) * box["height"])
        expect(tip).to_contain_text(re.compile(x1))  # not of the place before
        told = tip.inner_text()
        assert float(re.search(r"ŷ ([−\d.]+)", told)[1].replace("−", "-")) == pytest.approx(value, abs=0.03)
    stage.change(dataset="circle")
    expect(boundary.get_by_role("heading")).to_have_text("Decision boundary")
    expect(boundary.get_by_label("Discrete")).to_be_visible()
    expect(boundary).to_contain_text("class 1")
    expect(status(stage)).to_contain_text("test accuracy")


@pytest.mark.slow
def test_further_options_are_shut_for_a_beginner_and_a_choice_in_them_is_said_outside(stage, page):
    stage.open()
    expect(page.get_by_role("combobox", name="Optimiser")).to_be_hidden()
    expect(page.get_by_text("In use:")).to_be_hidden()
    open_fold(page)
    choose(page, "Optimiser", "Adam")
    expect(page.get_by_text("In use: Adam.")).to_be_visible()
    expect(page).to_have_url(re.compile("optimiser=adam"))
    expect(page.get_by_role("combobox", name="Optimiser")).to_be_visible()  # the fold stays open
    stage.rest()
    stage.run_to(5)
    *_, record = Run(Description(optimiser="adam"), "numba").advance(5)
    assert stage.losses() == losses_of(record)


def test_what_trains_is_named_beside_the_buttons_once_it_has_begun(stage, page):
    stage.open()
    engine = stage.element.locator(".stage-engine")
    expect(engine).to_be_empty()
    stage.press("Step")
    stage.wait_epoch(1)
    expect(engine).to_have_text("Numba")
    page.get_by_role("button", name="About").click()
    expect(page.get_by_text(re.compile(r"Perceptron Playground \d+\.\d+\.\d+"))).to_be_visible()
    expect(page.get_by_text("Engine: Numba")).to_be_visible()
