"""What a student does with the lab notebook: expect, play, add the run, conclude; it is kept, printed and saved."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.helpers.sights import settle
from tools.driver import Stage

KEY = "perceptron-playground-lab-notebook"
SEEN = """() => [...document.querySelectorAll("*")].filter((element) => element.checkVisibility()
  && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
  && !["SCRIPT", "STYLE"].includes(element.tagName)).map((element) => element.textContent)"""

BEHIND = """(element) => {
  const found = [];
  for (let it = element; it; it = it.parentElement) found.push(getComputedStyle(it).backgroundColor);
  return found;
}"""


class Notebook:
    """The page as a student meets it."""

    def __init__(self, page):
        self.page = page
        self.rows = page.locator(".lab-row")
        self.said = page.locator(".lab-said [role=status]")

    def open(self, query=""):
        """Go there by its address."""
        self.page.goto(f"/lab_notebook?{query}")
        return self.ready()

    def ready(self):
        """Wait until it is there."""
        expect(self.page.get_by_role("button", name="Add a row")).to_be_visible()
        Stage(self.page).rest()
        return self

    def field(self, part, number=1):
        """The field of a row: "I expect" or "I saw"."""
        return self.page.get_by_label(f"{part}: row {number}")

    def press(self, what, number=None):
        """Press a button, of a row if it has a number."""
        name = what if number is None else f"{what}: row {number}"
        self.page.get_by_role("button", name=name, exact=True).click()

    def kept(self):
        """What the browser keeps."""
        return json.loads(self.page.evaluate(f"localStorage.getItem('{KEY}')"))["notebook"]

    def save(self, button):
        """Save it as a file, and return its text."""
        with self.page.expect_download() as download:
            self.press(button)
        return Path(download.value.path()).read_text(encoding="utf-8")


@pytest.fixture
def notebook(page):
    """The page, opened by somebody who has never been there."""
    return Notebook(page).open("hidden=4-2&n=100")


def test_a_student_expects_plays_adds_the_run_and_concludes(notebook):
    page, stage = notebook.page, Stage(notebook.page)
    row = notebook.rows.first
    expect(row).to_contain_text("There is no run on the stage yet")
    expect(page.get_by_role("button", name="Add the run on the stage")).to_have_count(0)
    notebook.press("Go to the playground", 1)
    stage.ready()
    stage.run_to(5)
    page.get_by_test_id("stTopNavLink").filter(has_text="Lab notebook").click()
    notebook.ready()
    expect(row).to_contain_text("On the stage: Circle · 2-4-2-1 · tanh, epoch 5.")
    notebook.press("Add the run on the stage", 1)
    expect(notebook.said).to_have_text("First write what you expect.")
    expect(notebook.field("I expect")).to_be_focused()
    page.keyboard.type("It finds the <b>circle</b>.")
    notebook.press("Add the run on the stage", 1)
    expect(notebook.field("I saw")).to_be_focused()
    page.keyboard.type("Not yet.")
    expect(row.get_by_role("img", name="Decision boundary at epoch 5")).to_be_visible()
    expect(notebook.field("I expect")).not_to_be_editable()
    link = row.get_by_role("link", name="Open this run").get_attribute("href")
    notebook.press("Remove this run", 1)
    expect(notebook.field("I expect")).to_be_editable()
    notebook.press("Undo")
    expect(row.get_by_role("link", name="Open this run")).to_be_visible()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Title").fill("Circles")
    page.reload()
    notebook.ready()
    expect(notebook.rows).to_have_count(1)
    expect(notebook.field("I expect")).to_have_value("It finds the <b>circle</b>.")
    expect(notebook.field("I saw")).to_have_value("Not yet.")
    expect(page.get_by_label("Your name")).to_have_value("Ada")
    expect(row.get_by_role("link", name="Open this run")).to_have_attribute("href", link)
    assert "It finds the &lt;b&gt;circle&lt;/b&gt;." in notebook.save("Save as HTML")
    assert "It finds the \\<b\\>circle\\</b\\>." in notebook.save("Save as Markdown")
    assert urlsplit(link).path == "/"
    page.goto(link)
    stage.ready()
    stage.wait_for(epoch=5)


def test_in_print_there_is_the_notebook_alone_black_on_white(notebook):
    page = notebook.page
    text = "A long expectation, over several lines.\n" * 12
    notebook.field("I expect").fill(text.strip())
    page.get_by_label("Title").fill("Circles")
    page.emulate_media(media="print", color_scheme="dark")
    settle(page)
    assert page.evaluate(SEEN) == ["Row 1", "I expect", "I set", "I saw"]
    assert page.locator(".lab").evaluate("(it) => getComputedStyle(it).color") == "rgb(0, 0, 0)"
    assert set(page.locator(".lab-row").evaluate(BEHIND)) <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    lines = page.locator(".lab-lines").first
    shown = lines.evaluate("(it) => [getComputedStyle(it, '::after').visibility, it.dataset.text.trim()]")
    assert shown == ["visible", text.strip()] and lines.bounding_box()["height"] > 150


@pytest.mark.slow
def test_rows_are_removed_brought_back_and_moved_with_the_keys(notebook):
    page = notebook.page
    notebook.field("I expect").fill("one")
    notebook.press("Add a row")
    expect(notebook.field("I expect", 2)).to_be_focused()
    page.keyboard.type("two")
    page.get_by_role("button", name="Remove: row 1", exact=True).focus()
    page.keyboard.press("Enter")
    expect(notebook.field("I expect")).to_have_value("two")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(notebook.field("I expect", 2)).to_have_value("two")
    page.get_by_role("button", name="Move up: row 2").focus()
    page.keyboard.press("Enter")
    expect(notebook.said).to_have_text("This is row 1 now.")
    expect(page.get_by_role("button", name="Remove: row 1")).to_be_focused()
    assert [row["expect"] for row in notebook.kept()["rows"]] == ["two", "one"]


@pytest.mark.slow
def test_two_tabs_keep_what_either_has_written_and_somebody_who_starts_afresh_deletes_it(notebook):
    page = notebook.page
    other = Notebook(page.context.new_page()).open()
    notebook.field("I expect").fill("from the first")
    expect(other.field("I expect")).to_have_value("from the first")
    other.press("Add a row")
    other.field("I saw", 2).fill("from the second")
    expect(notebook.field("I saw", 2)).to_have_value("from the second")
    page.get_by_role("link", name="Start here").click()
    page.get_by_role("button", name="Shared computer?").click()
    page.get_by_role("button", name="Delete it all").click()
    expect(other.rows).to_have_count(0)
    Stage(page).ready()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None


@pytest.mark.slow
def test_what_the_browser_cannot_keep_is_not_lost_while_the_page_is_open(page):
    page.add_init_script(
        f"""(() => {{
          const {{ setItem }} = Storage.prototype;
          Storage.prototype.setItem = function (name, text) {{
            if (name === "{KEY}") throw new Error("full");
            setItem.call(this, name, text);
          }};
        }})()"""
    )
    notebook = Notebook(page).open()
    notebook.field("I expect").fill("x" * 3000)
    expect(notebook.said).to_have_text("This field is full: it holds 2,000 characters.")
    expect(page.get_by_role("alert")).to_contain_text("This browser does not keep the notebook")
    page.get_by_role("link", name="Start here").click()
    expect(page.get_by_role("heading", name="Start here")).to_be_visible()
    page.get_by_test_id("stTopNavLink").filter(has_text="Lab notebook").click()
    expect(notebook.field("I expect")).to_have_value("x" * 2000)
