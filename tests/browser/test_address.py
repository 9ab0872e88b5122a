"""The address of the page: it holds every setting, brings the same bits to another session, and forgives mistakes."""

import re

import pytest
from playwright.sync_api import expect

from playground.address import to_query
from playground.settings import Settings


def told(page):
    """The sentences of the notice."""
    return page.get_by_role("alert").locator("p")


def assert_nothing_sticks_out(page):
    """The page is no wider than the window, and nothing of the notice is drawn outside its sentences."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    window = page.viewport_size["width"]
    for sentence in told(page).all():
        box = sentence.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= window
        expect(sentence).to_have_css("overflow", "hidden")


@pytest.mark.slow
def test_what_is_set_is_written_into_the_address_and_back_brings_the_setting_before(stage, page):
    stage.open()
    first = stage.losses()
    stage.element.get_by_role("combobox", name="Speed", exact=True).select_option("max")
    expect(page).to_have_url(re.compile(r"speed=max"))
    stage.stop_at(99)
    expect(page).to_have_url(re.compile(r"stop=99"))
    stage.set_learning_rate("0.05")
    expect(page).to_have_url(re.compile(r"lr=0\.05"))
    stage.press("New seed")
    expect(page).to_have_url(re.compile(r"&seed=[1-9]"))
    expect(stage.element).not_to_have_attribute("data-train-loss", str(first[0]))
    stage.rest()
    page.go_back()
    expect(page).to_have_url(re.compile(r"&seed=0&order=shuffled&optimiser=sgd&lr=0\.05"))
    stage.wait_for(state="idle", train_loss=first[0])


LEFT_OUT = "is not a setting; it was left out."
MISTAKES = {  # an address with slips of every kind: what each of its sentences says
    "lr=abc&hidden=4-x-9999&noise=1e9": [
        "noise must be a whole number from 0 to 50, not '1e9'. Using 0 instead.",
        "hidden, layer 2, must be a whole number from 1 to 16, not 'x'. Using 4-2 instead.",
        "lr must be a finite number from 0.00001 to 10, not 'abc'. Using 0.03 instead.",
    ],
    # What a page must not take for its own, what cannot be seen, what is no text, and what is far too much.
    "&".join([
        "dataset=</p></div><h1>x</h1>", "optimiser=<script>alert(1)</script>", "activation=%26lt;%E2%80%AEabc",
        "seed=%00%1B[31m", "dataseed=%FF", f"lr={'a' * 3000}", f"{'b' * 3000}", "<img src onerror=alert(1)>",
        "%00=1", "lesson=3", *(f"f{i}" for i in range(900)),
    ]): [
        "not '</p></div><h1>x</h1>'",
        "not '\ufffd'",
        r"'&lt;\u202eabc'",
        r"'\x00\x1b[31m'",
        "not '<script>alert(1)</script>'",
        "'aaaaaaaaaaaaaaaaa...",
        f"...bbbbbbbbbbbbbbbbbb' {LEFT_OUT}",
        f"'<img src onerror' {LEFT_OUT}",
        rf"'\x00' {LEFT_OUT}",
        f"'lesson' {LEFT_OUT}",
        f"'f0' {LEFT_OUT}",
        "The same goes for 899 more.",
    ],
}  # fmt: skip
SLIPS, HOSTILE = MISTAKES


def expect_told(stage, query):
    """Each mistake has a sentence that can be seen, the address is mended, and the stage runs."""
    page = stage.page
    expect(told(page)).to_contain_text(MISTAKES[query])  # as many as these, in this order
    for sentence in told(page).all():
        expect(sentence).to_be_visible()
    assert_nothing_sticks_out(page)
    names = "&".join(f"{name}=[^&]*" for name in to_query(Settings()))
    expect(page).to_have_url(re.compile(rf"/\?{names}$"))  # these alone, in this order
    stage.press("Step")
    expect(stage.element).to_have_attribute("data-epoch", "1")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_each_mistake_in_the_address_gets_a_sentence_that_can_be_seen_and_the_stage_runs(stage):
    stage.open(SLIPS)
    expect_told(stage, SLIPS)


def test_a_notice_fits_a_phone(stage, page):
    page.set_viewport_size({"width": 390, "height": 800})
    link = "[win](https://example.org)&activation=www.example.org&task=a@example.org"
    stage.open(f"dataset={'%CC%81' * 99}&{'W' * 500}&hidden={'4-' * 400}&lr={'a' * 500}{link}")
    expect(told(page)).to_have_count(6)
    expect(page.get_by_role("alert")).to_contain_text("example.org")
    assert_nothing_sticks_out(page)
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(0)  # nor is anything in it a link


@pytest.mark.slow
def test_no_address_does_harm_when_it_is_opened_or_comes_within_the_page(stage, page):
    stage.open(HOSTILE)
    expect_told(stage, HOSTILE)
    # Longer than a server reads: it comes within the page.
    page.evaluate(
        "() => { history.pushState({}, '', '?noise=7&lr=' + 'a'.repeat(100000)); history.pushState({}, '', '?') }"
    )
    page.go_back()
    expect(told(page)).to_contain_text(["not 'aaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaaa'. Using 0.03 instead."])
    expect(page).to_have_url(re.compile(r"noise=7&.*lr=0\.03"))
    assert_nothing_sticks_out(page)
    # The page that has no settings leaves its address alone.
    page.get_by_role("link", name="What is going on?").click()
    expect(page.get_by_role("heading", name="What is going on?")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/explanations$"))
    page.goto("/explanations?lesson=3")
    expect(page.get_by_role("heading", name="What is going on?")).to_be_visible()
    stage.rest()
    expect(page).to_have_url(re.compile(r"/explanations\?lesson=3$"))
    expect(told(page)).to_have_count(0)
    # What Streamlit keeps in the address for itself stays, and is no mistake.
    stage.open("embed=true&embed_options=dark_theme&lesson=3")
    expect(told(page)).to_contain_text([LEFT_OUT])
    expect(page).to_have_url(re.compile(r"\?embed=true&embed_options=dark_theme&dataset=circle&"))
    expect(page).not_to_have_url(re.compile("lesson"))
