"""What a person does on the page "Your data": draw with mouse, finger and keys, type, load a file, and train."""

import random
import re
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError, expect

from tools.driver import Stage

WORDS = {"0": "setosa", "1": "virginica"}


class Plane:
    """The page as a person meets it."""

    def __init__(self, page):
        self.page = page
        self.element = page.get_by_test_id("own-plane")
        self.surface = self.element.get_by_role("application")  # the playground has one, too
        self.status = page.locator(".plane-status")

    def open(self):
        """Go to the page by its address, and wait for the plane."""
        self.page.goto("/your_data")
        return self.ready()

    def ready(self):
        """Wait until the plane is there and the script has come to rest."""
        expect(self.surface).to_be_visible()
        # Its style sheet is fetched beside it, and would move all that is there.
        loaded = "() => [...document.querySelectorAll('link[rel=stylesheet]')].every((it) => it.sheet)"
        self.page.wait_for_function(loaded)
        Stage(self.page).rest()
        self.surface.evaluate("(surface) => surface.scrollIntoView({ block: 'end' })")
        return self

    def at(self, x, y):
        """The pixel of a place."""
        box = self.surface.bounding_box()
        return box["x"] + (x + 6) / 12 * box["width"], box["y"] + (6 - y) / 12 * box["height"]

    def drag(self, *places):
        """Draw from place to place."""
        self.page.mouse.move(*self.at(*places[0]))
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*self.at(*place), steps=5)
        self.page.mouse.up()

    def click(self, x, y):
        """Click at a place."""
        self.page.mouse.click(*self.at(x, y))

    def take(self, tool):
        """Choose a tool."""
        self.element.get_by_text(tool, exact=True).click()

    def press(self, button):
        """Press a button of the plane."""
        self.element.get_by_role("button", name=button, exact=True).click()

    def expect_counts(self, ones, zeros):
        """Wait until so many points are on the plane, and the server knows of them."""
        expect(self.status).to_contain_text(f"{ones} of class 1, {zeros} of class 0.")
        points = "point" if ones + zeros == 1 else "points"
        total = self.page.get_by_text(f"{ones + zeros:,} {points}: {ones:,} of class 1, {zeros:,} of class 0.")
        expect(total).to_be_visible()
        Stage(self.page).rest()

    def fill(self, row, column, text):
        """Type into a cell of the table; rows and columns count from 1."""
        Stage(self.page).rest()
        field = self.page.locator("#portal .gdg-input, #portal input, #portal textarea").first
        for _ in range(10):  # a table that has just been made anew may not listen yet
            box = self.page.get_by_test_id("stDataFrame").bounding_box()
            self.page.mouse.dblclick(box["x"] + 130 + (column - 1) * 125, box["y"] + 31 * row + 15)
            with suppress(TimeoutError):
                field.wait_for(timeout=2000)
                break
        field.fill(text)
        field.press("Enter")

    def mark(self, row, column):
        """Mark a cell of the table."""
        cell = self.page.get_by_test_id("data-grid-canvas").locator("[role=gridcell][aria-selected=true]")
        for _ in range(10):  # a table that has just been made anew may not listen yet
            box = self.page.get_by_test_id("stDataFrame").bounding_box()
            self.page.mouse.click(box["x"] + 130 + (column - 1) * 125, box["y"] + 31 * row + 15)
            with suppress(TimeoutError):
                cell.wait_for(state="attached", timeout=2000)
                return
        raise AssertionError(f"row {row}, column {column} is not marked")

    def save(self):
        """Save the points as CSV; return the text of the file."""
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Save as CSV").click()
        return Path(download.value.path()).read_text()

    def upload(self, contents, name="points.csv"):
        """Load a file."""
        self.page.get_by_role("tab", name="Your file").click()
        file = {"name": name, "mimeType": "text/csv", "buffer": contents.encode()}
        self.page.locator("input[type=file]").set_input_files(file)


@pytest.fixture
def plane(page):
    """The plane, empty, with the table beside it."""
    opened = Plane(page).open()
    opened.take("Class 1")
    expect(page.get_by_test_id("stDataFrame").filter(visible=True)).to_have_count(1)
    Stage(page).rest()
    opened.expect_counts(0, 0)
    return opened


def test_drawing_with_the_mouse_reaches_the_table_and_undo_takes_it_back(plane):
    plane.click(-3, 2)
    plane.expect_counts(1, 0)
    expect(plane.page.get_by_text("To train, add at least one point of class 0.")).to_be_visible()
    expect(plane.page.get_by_role("button", name="Train on these points")).to_be_disabled()
    plane.take("Class 0")
    plane.drag((-2, -2), (2, -2), (2, -4))
    plane.expect_counts(1, 31)  # the first, and one for each 0.2 of the way
    plane.press("Undo")
    plane.expect_counts(1, 0)
    plane.press("Redo")
    plane.expect_counts(1, 31)
    plane.take("Eraser")
    plane.drag((-2.5, -2), (0, -2))
    expect(plane.status).not_to_contain_text("31 of class 0")  # said at the end of the stroke
    Stage(plane.page).rest()
    left = int(plane.element.get_attribute("data-class0"))
    assert 15 < left < 21  # about half of the line that is 4 long, of 6 in all
    plane.expect_counts(1, left)
    plane.press("Clear")
    plane.expect_counts(0, 0)
    plane.press("Undo")
    plane.expect_counts(1, left)


def test_the_keyboard_draws_erases_and_undoes(plane):
    keys = plane.page.keyboard
    plane.surface.focus()
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowUp", "Space"):
        keys.press(key)
    expect(plane.status).to_have_text("x₁ 0.25, x₂ 0.30: Space adds class 1. 1 of class 1, 0 of class 0.")
    for key in ("0", "ArrowLeft", "ArrowLeft", "Enter"):
        keys.press(key)
    expect(plane.status).to_have_text("x₁ −0.25, x₂ 0.30: Space adds class 0. 1 of class 1, 1 of class 0.")
    plane.expect_counts(1, 1)
    expect(plane.surface).to_have_accessible_description(re.compile(r"\b1 .*class 1", re.IGNORECASE))
    keys.press("Delete")
    plane.expect_counts(1, 0)
    keys.press("Control+z")
    plane.expect_counts(1, 1)
    keys.press("Control+y")
    plane.expect_counts(1, 0)
    for key, code, counts in (("я", "KeyZ", (1, 1)), ("н", "KeyY", (1, 0))):  # of a Ukrainian keyboard
        event = {"key": key, "code": code, "ctrlKey": True, "bubbles": True}
        plane.surface.evaluate("(it, event) => it.dispatchEvent(new KeyboardEvent('keydown', event))", event)
        plane.expect_counts(*counts)
    keys.press("e")
    for key in ("ArrowRight", "ArrowRight", "Space"):
        keys.press(key)
    plane.expect_counts(0, 0)
    keys.press("Tab")
    expect(plane.surface).not_to_be_focused()
    expect(plane.status).to_have_text("0 of class 1, 0 of class 0.")


@pytest.mark.slow
def test_a_finger_draws_on_the_plane_and_scrolls_elsewhere(window):
    page = window(viewport={"width": 800, "height": 1000}, has_touch=True)
    plane = Plane(page).open()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 800
    box = plane.surface.bounding_box()
    assert box["width"] == box["height"] == 560
    page.touchscreen.tap(*plane.at(2, 2))
    plane.expect_counts(1, 0)
    touch = page.context.new_cdp_session(page)

    def finger(kind, *place):
        points = [dict(zip("xy", plane.at(*place), strict=True))] if place else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", 0, 0)
    for step in range(1, 6):
        finger("touchMove", 0, -step / 2)
    finger("touchEnd")
    plane.expect_counts(1 + 1 + 12, 0)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0


def test_table_and_plane_are_in_step_both_ways(plane):
    plane.fill(1, 1, "1,5")
    expect(plane.page.get_by_text("Row 1 has no x₂ yet.")).to_be_visible()
    plane.fill(1, 2, "-2")
    expect(plane.page.get_by_text("Row 1 has no class yet.")).to_be_visible()
    plane.fill(1, 3, "1")
    plane.expect_counts(1, 0)
    expect(plane.page.get_by_text("Row 1 has no")).to_have_count(0)
    plane.fill(2, 1, "7")
    expect(plane.page.get_by_text("Row 2 has no x₂ yet.")).to_be_visible()
    plane.fill(2, 2, "1")
    expect(plane.page.get_by_text("Row 2 has no class yet.")).to_be_visible()
    plane.fill(2, 3, "0")
    expect(plane.page.get_by_text("Row 2: x₁ is 7, and the square ends at −6 and 6.")).to_be_visible()
    plane.take("Class 0")
    plane.click(-3, -3)
    plane.expect_counts(1, 1)
    expect(plane.page.get_by_text("Row 3: x₁ is 7")).to_be_visible()  # what was typed is still there
    plane.fill(3, 1, "5")
    plane.expect_counts(1, 2)
    plane.surface.focus()
    plane.page.keyboard.press("Control+z")
    plane.expect_counts(1, 1)
    plane.page.keyboard.press("Control+z")
    plane.page.keyboard.press("Control+z")
    plane.expect_counts(0, 0)


def test_a_table_that_is_pasted_is_on_the_plane_its_head_passed_over(plane):
    plane.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lines = [f"{i / 20:.2f}\t{-i / 2e3:.1e}\t{'1.0' if i % 2 else '-1'}" for i in range(100)]
    text = "\n".join(["petal length\twidth\tkind", *lines]).replace(".", ",")
    plane.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    plane.mark(1, 1)
    plane.page.keyboard.press("Control+v")
    plane.expect_counts(50, 50)
    expect(plane.page.get_by_role("alert")).to_have_count(0)


def test_scattered_points_that_are_saved_load_as_the_very_same_points(plane):
    plane.element.get_by_role("slider", name="Spread").fill("3")
    plane.element.get_by_role("slider", name="Points at once").fill("20")
    plane.click(-4, 4)
    plane.expect_counts(20, 0)
    plane.take("Class 0")
    plane.click(3, -2)
    plane.expect_counts(20, 20)
    plane.element.get_by_role("slider", name="Spread").fill("0")
    plane.click(0, 0)  # without one there is a single point
    plane.expect_counts(20, 21)
    saved = plane.save()
    plane.press("Clear")
    plane.expect_counts(0, 0)
    plane.upload(saved)
    plane.expect_counts(20, 21)
    assert plane.save() == saved and len(saved.splitlines()) == 42


def rows(count, seed=0):
    """The lines of a file of two classes."""
    draw = random.Random(seed)
    lines = ["petal length,petal width,kind"]
    for i in range(count):
        lines.append(f"{draw.gauss(3 + i % 2 * 2, 1):.2f},{draw.gauss(1 + i % 2, 0.4):.2f},{WORDS[str(i % 2)]}")
    return "\n".join(lines)


def test_a_file_is_on_the_plane_at_once_undo_brings_back_what_was_drawn_and_a_bad_one_changes_nothing(plane):
    plane.click(0, 0)
    plane.expect_counts(1, 0)
    plane.upload(rows(60))
    plane.expect_counts(30, 30)
    expect(plane.page.get_by_text("class 0 is 'setosa', class 1 is 'virginica'")).to_be_visible()
    plane.press("Undo")
    plane.expect_counts(1, 0)
    plane.press("Redo")
    plane.expect_counts(30, 30)
    plane.click(5.9, 5.9)  # the file is still open, and is not read again
    plane.expect_counts(31, 30)
    plane.upload("<b>one</b>\n1\n2\n")
    expect(plane.page.get_by_role("alert")).to_be_visible()
    plane.expect_counts(31, 30)
    assert plane.page.locator("b", has_text="one").count() == 0


@pytest.mark.slow
def test_training_on_a_full_plane_leads_to_the_playground_with_all_its_points_and_undo_waits_for_who_comes_back(
    page, stage
):
    plane = Plane(page).open()
    plane.upload(rows(5000))
    plane.expect_counts(2500, 2500)
    expect(plane.status).to_contain_text("The plane is full: 5,000 points. Erase some to add others.")
    plane.page.get_by_role("button", name="Train on these points").click()
    stage.ready()
    expect(page).to_have_url(re.compile("dataset=own"))
    stage.press("How good is it?")
    counted = page.locator(".stage-quality :is(.stage-right, .stage-wrong)")
    expect(counted).to_have_count(8)
    assert sum(int(text.replace(",", "")) for text in counted.all_inner_texts()) == 5000
    stage.run_to(2)
    page.get_by_role("link", name="Your data").click()
    plane.ready()
    plane.expect_counts(2500, 2500)
    plane.press("Undo")  # the way back has waited here
    plane.expect_counts(0, 0)
