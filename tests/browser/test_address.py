"""The address of the page: it holds every setting, brings the same bits to another session, and forgives mistakes."""

import re

import pytest
from playwright.sync_api import expect

from playground.address import to_query
from playground.settings import Settings
from tools.driver import Stage

QUERY = "dataset=moons&noise=15&split=70&n=200&seed=7&dataseed=3&hidden=5-4-3&activation=relu&lr=0.017&batch=4&stop=12"


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
def test_an_address_brings_the_same_bits_to_another_session(stage, page, window):
    stage.open(QUERY)
    stage.press("Play")
    stage.wait_state("finished")
    other = Stage(window()).open(path=page.url)
    other.press("Play")
    other.wait_state("finished")
    assert (other.epoch, other.losses()) == (12, stage.losses())
    for part in QUERY.split("&"):
        assert re.search(rf"[?&]{part}(&|$)", page.url), part


@pytest.mark.slow
def test_what_is_set_is_written_into_the_address(stage, page):
    stage.open()
    stage.press("New seed")
    expect(page).to_have_url(re.compile(r"&seed=[1-9]"))
    stage.element.get_by_role("combobox", name="Speed", exact=True).select_option("max")
    expect(page).to_have_url(re.compile(r"speed=max"))
    stage.stop_at(99)
    expect(page).to_have_url(re.compile(r"stop=99"))


@pytest.mark.slow
def test_the_browsers_back_button_brings_the_setting_before(stage, page):
    stage.open()
    first = stage.losses()
    stage.set_learning_rate("0.05")
    expect(page).to_have_url(re.compile(r"lr=0\.05"))
    stage.press("New seed")
    expect(page).to_have_url(re.compile(r"&seed=[1-9]"))
    expect(stage.element).not_to_have_attribute("data-train-loss", str(first[0]))
    stage.rest()
    page.go_back()
    expect(page).to_have_url(re.compile(r"&seed=0&order=shuffled&optimiser=sgd&lr=0\.05"))
    stage.rest()
    stage.wait_state("idle")
    expect(stage.element).to_have_attribute("data-train-loss", str(first[0]))


LEFT_OUT = "is not a setting; it was left out."
MISTAKES = {  # an address: what each of its sentences says
    "lr=abc&hidden=4-x-9999&noise=1e9": [
        "noise must be a whole number from 0 to 50, not '1e9'. Using 0 instead.",
        "hidden, layer 2, must be a whole number from 1 to 16, not 'x'. Using 4-2 instead.",
        "lr must be a finite number from 0.00001 to 10, not 'abc'. Using 0.03 instead.",
    ],
    "hidden=-3&lr=-1&speed=fast&stop=-3": [
        "not -3. Using 1 instead.",
        "not -1.0. Using 0.00001 instead.",
        "speed must be one of 1, 5, 20, 60, max, not 'fast'. Using 60 instead.",
        "stop must be a whole number from 1 to 1000000, not -3. Using 1 instead.",
    ],
    "hidden=" + "-".join(["9"] * 400) + "&lr=0,01": [
        "hidden must have at most 6 layers, not 400. Using 9-9-9-9-9-9 instead.",
        "not '0,01'. Decimals are written with a point. Using 0.03 instead.",
    ],
    "lr=1e400&batch=0&split=100": ["split must", "not '1e400'", "batch must be a whole number from 1 to 450, not 0."],
    "batch=1.5&seed=1e30&n=&lr=nan": ["n must", "not '1e30'. Using 0", "not 'nan'. Using 0.03", "not '1.5'. Using 10"],
    "seed=" + "9" * 350 + "&dataseed=%D9%A1&lr=0x10": ["not '١'", "not 9999", "not '0x10'"],
    "dataset=<script>alert(1)</script>&<img src onerror=alert(1)>": ["not '<script>alert(1)</script>'", LEFT_OUT],
    "dataset=</p></div><h1>x</h1>&activation=%26lt;": ["'</p></div><h1>x</h1>'", "not '&lt;'"],
    "seed=%00%1B[31m&dataset=%E2%80%AEabc&%00=1": [r"'\u202eabc'", r"'\x00\x1b[31m'", rf"'\x00' {LEFT_OUT}"],
    "seed=%FF&lr=%ED%A0%80": ["not '\ufffd'", "not '\ufffd\ufffd\ufffd'"],
    "dataset=" + "a" * 7000 + "&" + "b" * 7000: ["'aaaaaaaaaaaaaaaaa...", f"...bbbbbbbbbbbbbbbbbb' {LEFT_OUT}"],
    "lr=0.1&lr=0.2&lesson=3": ["lr appears 2 times; the last one counts.", f"'lesson' {LEFT_OUT}"],
    "&".join(f"f{i}" for i in range(1000)): [*(f"'f{i}' {LEFT_OUT}" for i in range(5)), "The same goes for 995 more."],
}


FIRST, *OTHERS = MISTAKES.items()


@pytest.mark.parametrize(
    ("query", "said"),
    [FIRST, *(pytest.param(*row, marks=pytest.mark.slow) for row in OTHERS)],
    ids=[query[:20] for query in MISTAKES],
)
def test_each_mistake_in_the_address_gets_a_sentence_that_can_be_seen_and_the_stage_runs(stage, page, query, said):
    stage.open(query)
    expect(told(page)).to_contain_text(said)  # as many as these, in this order
    for sentence in told(page).all():
        expect(sentence).to_be_visible()
    assert_nothing_sticks_out(page)
    names = "&".join(f"{name}=[^&]*" for name in to_query(Settings()))
    expect(page).to_have_url(re.compile(rf"/\?{names}$"))  # these alone, in this order
    stage.press("Step")
    expect(stage.element).to_have_attribute("data-epoch", "1")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_notice_fits_a_phone(stage, page):
    page.set_viewport_size({"width": 390, "height": 800})
    link = "[win](https://example.org)&activation=www.example.org&task=a@example.org"
    stage.open(f"dataset={'%CC%81' * 99}&{'W' * 500}&hidden={'4-' * 400}&lr={'a' * 500}{link}")
    expect(told(page)).to_have_count(6)
    expect(page.get_by_role("alert")).to_contain_text("example.org")
    assert_nothing_sticks_out(page)
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(0)  # nor is anything in it a link


@pytest.mark.slow
def test_an_address_longer_than_a_server_reads_does_no_harm_when_it_comes_within_the_page(stage, page):
    stage.open()
    page.evaluate(
        "() => { history.pushState({}, '', '?noise=7&lr=' + 'a'.repeat(100000)); history.pushState({}, '', '?') }"
    )
    page.go_back()
    expect(told(page)).to_contain_text(["not 'aaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaaa'. Using 0.03 instead."])
    expect(page).to_have_url(re.compile(r"noise=7&.*lr=0\.03"))
    assert_nothing_sticks_out(page)


@pytest.mark.slow
def test_what_streamlit_keeps_in_the_address_stays_and_is_no_mistake(stage, page):
    stage.open("embed=true&embed_options=dark_theme&lesson=3")
    expect(told(page)).to_contain_text([LEFT_OUT])
    expect(page).to_have_url(re.compile(r"\?embed=true&embed_options=dark_theme&dataset=circle&"))
    expect(page).not_to_have_url(re.compile("lesson"))


@pytest.mark.slow
def test_the_page_that_has_no_settings_leaves_its_address_alone(stage, page):
    stage.open("lr=abc&lesson=3")
    page.get_by_role("link", name="What is going on?").click()
    expect(page.get_by_role("heading", name="What is going on?")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/explanations$"))
    page.goto("/explanations?lesson=3")
    expect(page.get_by_role("heading", name="What is going on?")).to_be_visible()
    stage.rest()
    expect(page).to_have_url(re.compile(r"/explanations\?lesson=3$"))
    expect(told(page)).to_have_count(0)
