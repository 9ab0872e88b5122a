"""What the browser keeps of the work on a page of the course: for this tab, for one opened later, letter by letter."""

import json

import pytest

from course.kept_work import SCRIPT

# `draw(message)` draws the page of a session, and returns what the server is told; `load()` loads it anew.
PAGE = """(script) => {
  let [run, handlers] = [null, new Set()];
  window.document = {
    addEventListener: (_, handler) => handlers.add(handler),
    removeEventListener: (_, handler) => handlers.delete(handler),
  };
  window.type = (label, value) => handlers.forEach((handler) =>
    handler({ target: { value, getAttribute: () => label } }));
  const element = {};
  window.load = async () => {
    handlers.clear();
    ({ default: run } = await import(`data:text/javascript,${encodeURIComponent(`${script}// ${Math.random()}`)}`));
  };
  window.draw = (message) => {
    let told = null;
    run({ data: JSON.stringify(message), parentElement: element, setTriggerValue: (_, value) => (told = value) });
    return told;
  };
  return load();
}"""


@pytest.fixture
def page(node, storages):
    """A page of the course: `page(session, work)` draws it, and returns the work that the browser tells."""
    node.evaluate(PAGE, SCRIPT)

    def draw(session, work, tab_only=False):
        message = {
            "page": "quiz",
            "session": session,
            "work": work,
            "typed": {"Your lines": "code"},
            "tabOnly": tab_only,
        }
        told = node.evaluate("(message) => draw(message)", message)
        return told and json.loads(told)

    draw.js = node.evaluate
    return draw


def test_a_session_that_is_new_is_told_what_was_kept_and_one_that_is_known_is_not(page):
    assert page("one", {"answer": 1}) is None
    assert page("one", {"answer": 2}) is None
    assert page("two", {}) == {"answer": 2}  # of a server that was started anew
    assert page("two", {"answer": 3}) is None
    page.js("load()")
    assert page("three", {}) == {"answer": 3}


def test_a_tab_that_is_opened_later_is_given_what_any_has_kept_last_and_each_keeps_its_own(page):
    page("one", {"answer": 1})
    page.js("goTo('second'); load()")
    assert page("two", {}) == {"answer": 1}
    page("two", {"answer": 2})
    page.js("goTo('first'); load()")
    assert page("three", {}) == {"answer": 1}


def test_what_is_of_one_tab_only_is_given_to_no_other(page):
    page("one", {"network": 1}, tab_only=True)
    page.js("load()")
    assert page("two", {}, tab_only=True) == {"network": 1}
    page.js("goTo('second'); load()")
    assert page("three", {}, tab_only=True) is None


def test_letters_are_kept_that_the_server_has_not_heard_of(page):
    page("one", {"code": "dz", "hints": 1})
    page.js("type('Your lines', 'dz = da'); type('Search', 'x')")
    page.js("load()")
    assert page("two", {}) == {"code": "dz = da", "hints": 1}


def test_where_nothing_can_be_kept_or_read_nothing_is_told(page):
    page.js("localStorage.setItem = sessionStorage.setItem = () => { throw new Error('full'); }; null")
    page("one", {"answer": 1})
    page.js("load()")
    assert page("two", {}) is None
