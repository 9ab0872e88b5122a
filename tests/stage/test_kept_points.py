"""What the browser keeps of own points: the last ones, those with a name, and those that gave way to others."""

import pytest

from playground.kept_points import SCRIPT

USE = """async ([script, data]) => {
  const { default: run } = await import(`data:text/javascript,${encodeURIComponent(script)}`);
  let told = null;
  const message = { text: "", name: "", aside: [], wanted: "", ...data };
  run({ data: JSON.stringify(message), setTriggerValue: (_, value) => (told = value) });
  return told;
}"""


@pytest.fixture
def browser_is(node, storages):
    """Tells the browser of points, or asks it for some; returns what it answers."""
    return lambda **data: node.evaluate(USE, [SCRIPT, data])


def test_the_last_points_come_back_and_behind_them_those_that_gave_way(browser_is):
    assert browser_is(wanted="any") is None
    assert browser_is(text="mine") is None
    assert browser_is(text="a link's", aside=["mine"]) is None
    assert browser_is(wanted="any") == ["a link's", "mine"]
    browser_is(text="mine", aside=["a link's"])
    assert browser_is(wanted="any") == ["mine", "a link's"]


def test_what_another_tab_has_set_aside_is_kept_too(browser_is):
    browser_is(text="b", aside=["a"])
    browser_is(text="d", aside=["c"])
    assert browser_is(wanted="any") == ["d", "c", "a"]
    for number in range(20):
        browser_is(text="d", aside=[f"more {number}"])
    assert browser_is(wanted="any") == ["d", *(f"more {number}" for number in range(19, 9, -1))]


def test_points_that_an_address_names_do_not_hide_the_last_ones(browser_is):
    browser_is(text="many", name="n")
    browser_is(text="mine")
    assert browser_is(wanted="n") == ["many", "mine"]
    assert browser_is(wanted="unknown") == ["mine"]
