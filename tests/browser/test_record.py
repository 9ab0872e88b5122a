"""Share opens a dialog beside a run that plays; its tab Record makes a table and a film of the run."""

import io
import itertools
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from export import record
from nn_core import Description, Run
from nn_core.own import encode
from playground.texts import translated
from tests.helpers.tables import rows_of
from tools.driver import Stage

HEADER = [
    "epoch", "loss as fit prints it", "training loss", "test loss", "training accuracy", "test accuracy",
    "learning rate",
]  # fmt: skip
NOTHING = "Press Play first: there is nothing to record yet."
SMALL = {"Pictures": "20", "Width": "240", "Length": "5"}
LARGE = {"Pictures": "50", "Width": "480", "Length": "20"}
WIDE = "hidden=16-16-16-16-16-16&features=x1-x2-x1sq-x2sq-x1x2-sinx1-sinx2&batch=50"
# The tab Record, beside a stage that is on a page by itself.
RECORDER = """async ([stage, data]) => {
  document.querySelector("[role=dialog]")?.remove();
  document.body.insertAdjacentHTML("beforeend", "<div role=dialog><div class=record-place></div></div>");
  const { show } = await import(`${stage}/record/record.js`);
  show({ data, parentElement: document.querySelector("[role=dialog]") });
}"""
DARK = "() => document.body.style.setProperty('--st-background-color', '#0e1117')"
OWN = "dataset=own&points=" + encode(np.arange(-40, 40).reshape(40, 2) / 8, np.arange(40) % 3 == 0)


class Recorder:
    """The tab Record, as a person meets it."""

    def __init__(self, page):
        self.page = page
        self.dialog = page.get_by_role("dialog")
        self.bar = self.dialog.get_by_role("progressbar", name="Making the GIF")
        self.save = self.dialog.get_by_role("link", name="Save training.gif")

    def open(self):
        """Press Share, and go to the tab."""
        Stage(self.page).press("Share")
        self.dialog.get_by_role("tab", name="Record").click()
        expect(self.button("Animated GIF")).to_be_visible()
        return self

    def button(self, name):
        """A button of the tab."""
        return self.dialog.get_by_role("button", name=name)

    def table(self):
        """Press History as CSV; return its bytes."""
        with self.page.expect_download() as download:
            self.button("History as CSV").click()
        assert download.value.suggested_filename == "history.csv"
        return download.value.path().read_bytes()

    def make(self, choices):
        """Choose, and press Animated GIF."""
        for label, value in choices.items():
            self.dialog.get_by_label(label).select_option(value)
        self.button("Animated GIF").click()

    def film(self, choices):
        """Make a film, and return its pictures as arrays (height, width, 3), how long each is shown, and its bytes."""
        self.make(choices)
        expect(self.save).to_be_visible(timeout=90_000)
        with self.page.expect_download() as download:
            self.save.click()
        assert download.value.suggested_filename == "training.gif"
        contents = download.value.path().read_bytes()
        gif = Image.open(io.BytesIO(contents))
        pictures, shown = [], []
        for number in range(gif.n_frames):
            gif.seek(number)
            pictures.append(np.asarray(gif.convert("RGB"), int))
            shown.append(gif.info["duration"])
        return pictures, shown, contents

    def close(self):
        """Close the dialog."""
        self.page.keyboard.press("Escape")
        expect(self.dialog).to_be_hidden()


class BareRecorder(Recorder):
    """The tab Record on a page that has nothing but a stage, which must be the first of its document."""

    def __init__(self, bare):
        super().__init__(bare.page)
        self.stage = bare.addresses[0]

    def open(self):
        """Show the tab."""
        data = {"labels": translated(record.LABELS), "header": translated(record.HEADER), "choices": record.CHOICES}
        self.page.evaluate(RECORDER, [self.stage, data])
        return self


@pytest.fixture
def recorder(page):
    """The tab Record of `page`."""
    return Recorder(page)


@pytest.fixture
def beside(bare):
    """The tab Record beside a stage by itself."""
    return BareRecorder(bare)


def numbers(rows):
    """The rows as numbers, NaN for what is not there."""
    return np.array([[float(cell or "nan") for cell in row] for row in rows])


def metrics(records):
    """What a table has of records, as it travels."""
    return np.float32(
        [[r.epoch, r.loss, r.train_loss, r.test_loss, r.train_score, r.test_score, r.learning_rate] for r in records]
    )


def middle(picture, share_x, share_y):
    """The mean colour around a place of the square of a picture 240 pixels wide."""
    x, y = int(7 + share_x * 226), int(22 + share_y * 226)
    return picture[y - 4 : y + 5, x - 4 : x + 5].reshape(-1, 3).mean(0)


@pytest.mark.slow
def test_a_run_plays_on_behind_the_dialog(stage, recorder):
    stage.open()
    recorder.open()
    for name in ("History as CSV", "Animated GIF"):
        recorder.button(name).click()
        expect(recorder.dialog.get_by_text(NOTHING)).to_be_visible()
    expect(recorder.save).to_be_hidden()
    recorder.close()
    stage.press("Play")
    stage.wait_epoch(5)
    recorder.open()
    epoch = int(re.match(r"Epoch (\d+) ·", recorder.dialog.get_by_text(re.compile("^Epoch ")).inner_text())[1])
    assert 5 <= epoch <= stage.epoch
    stage.wait_epoch(stage.epoch + 20)
    stage.wait_state("playing")
    expect(recorder.dialog).to_be_visible()
    recorder.film(SMALL)


@pytest.mark.slow
def test_the_table_has_the_numbers_of_every_epoch_of_the_run_as_it_is_now(bare, beside):
    bare.open(new_page=True)
    bare.run_to(60)
    header, rows = rows_of(beside.open().table())
    run = Run(Description(), "numba")
    assert header == HEADER
    np.testing.assert_array_equal(np.float32(numbers(rows)), metrics([run.record(), *run.advance(60)]))
    assert (float(rows[-1][2]), float(rows[-1][3])) == tuple(np.float32(bare.losses()))
    expect(beside.dialog.get_by_text("Saved: 61 rows, epoch 0 to 60.")).to_be_visible()

    bare.element.get_by_test_id("scrubber").fill("10")
    bare.press("Continue from here")
    bare.wait_for(revision=1, epoch=10)
    bare.change(learning_rate=0.3)
    bare.run_to(12)
    _header, rows = rows_of(beside.table())
    run = Run(Description(), "numba")
    records = [run.record(), *run.advance(10)]
    run.change(learning_rate=0.3)
    np.testing.assert_array_equal(np.float32(numbers(rows)), metrics([*records, *run.advance(2)]))
    pictures, _shown, _contents = beside.film(SMALL)
    assert len(pictures) == 13


def test_the_film_shows_the_training_from_its_beginning_to_its_end_and_can_be_stopped(stage, recorder, page):
    stage.open()
    stage.run_to(90)
    pictures, shown, contents = recorder.open().film(SMALL)
    assert len(pictures) == 20 and len(contents) < 1_000_000
    assert shown == [260] * 19 + [2000]
    assert pictures[0].shape == (337, 240, 3)
    run = Run(Description(), "numba")
    list(run.advance(90))
    assert run.predict(np.array([[0.0, -5.5], [0.0, -5.5]])).round().tolist() == [[1, 0]]
    inside, outside = middle(pictures[-1], 0.5, 0.5), middle(pictures[-1], 0.04, 0.96)
    assert inside[2] > inside[0] + 40 and outside[0] > outside[2] + 40  # blue for class 1, orange for class 0
    assert [np.abs(a - b).max() > 60 for a, b in itertools.pairwise(pictures)] == [True] * 19
    moving = recorder.dialog.get_by_alt_text("The training as a film, from epoch 0 to 90")
    last = recorder.dialog.get_by_label(f"Epoch 90, training loss {stage.losses()[0]:.3f}")
    expect(moving).to_be_visible()
    expect(last).to_be_hidden()
    expect(recorder.dialog).to_contain_text("20 pictures, epoch 0 to 90; 240 × 337 pixels")
    recorder.button("Stop the film").click()
    expect(moving).to_be_hidden()
    expect(last).to_be_visible()
    page.emulate_media(reduced_motion="reduce")
    recorder.film(SMALL)
    expect(moving).to_be_hidden()
    expect(last).to_be_visible()
    recorder.button("Play the film").click()
    expect(moving).to_be_visible()


@pytest.mark.slow
def test_a_film_that_is_made_while_it_plays_can_be_cancelled_and_the_run_goes_on(bare, beside):
    bare.open(WIDE, new_page=True)
    bare.press("Play")
    bare.wait_epoch(55)
    beside.open().make(LARGE)
    expect(beside.bar).to_have_attribute("aria-valuemax", "50")
    expect(beside.bar).to_have_attribute("aria-valuenow", re.compile("[1-9]"))
    expect(beside.button("Cancel")).to_be_focused()
    epoch = bare.epoch
    beside.button("Cancel").click()
    expect(beside.dialog.get_by_text("Cancelled.")).to_be_visible()
    expect(beside.bar).to_be_hidden()
    expect(beside.button("Animated GIF")).to_be_focused()
    expect(beside.save).to_be_hidden()
    bare.wait_epoch(epoch + 10)
    pictures, _shown, _contents = beside.film(SMALL)
    assert len(pictures) == 20
    bare.wait_state("playing")


@pytest.mark.slow
def test_every_kind_of_run_can_be_recorded_in_light_and_dark(bare, beside):
    bare.open(new_page=True)
    kinds = {
        "values": "task=regression&dataset=hills&n=5000&split=90",
        "no hidden layer": "dataset=moons&hidden=none&noise=50&n=5000",
        "dark": OWN,
        "wide and dark": WIDE,
    }
    for kind, query in kinds.items():
        bare.choose(query)
        if kind == "dark":
            bare.page.evaluate(DARK)
            bare.choose(query)  # with an answer it looks which theme the page has
        bare.run_to(12)
        header, rows = rows_of(beside.open().table())
        scores = ["training R2", "test R2"] if kind == "values" else ["training accuracy", "test accuracy"]
        assert header[4:6] == scores and len(rows) == 13, kind
        pictures, shown, _contents = beside.film({**SMALL, "Pictures": "50", "Width": "360"})
        assert len(pictures) == 13 and shown[-1] == 2000, kind  # no more than there are epochs
        ground = pictures[0][2, 2]
        assert ((ground < 60) if "dark" in kind else (ground > 200)).all(), kind
        assert not np.array_equal(pictures[0], pictures[-1]), kind


@pytest.mark.slow
def test_a_run_that_was_brought_back_has_its_numbers_and_pictures_enough_for_a_film(bare, beside):
    bare.open("speed=max", new_page=True)
    bare.run_to(300)
    bare.reload()
    bare.press("Continue at epoch 300")
    bare.wait_epoch(300)
    _header, rows = rows_of(beside.open().table())
    run = Run(Description(), "numba")
    np.testing.assert_array_equal(np.float32(numbers(rows)), metrics([run.record(), *run.advance(300)]))
    pictures, _shown, _contents = beside.film({**SMALL, "Pictures": "100"})
    assert 50 <= len(pictures) <= 100
