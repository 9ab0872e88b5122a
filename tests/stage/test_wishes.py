"""What somebody wishes for by the controls: kept until the server has seen it, and told again to another session."""

import pytest

from playground.control_panel import MOST


@pytest.fixture
def wishes(node, module):
    """Runs a function of the wishes that a first session has yet to see."""
    address = module("controls/wishes.js")
    return lambda call: node.evaluate(
        f"""async () => {{
          const {{ Wishes }} = await import('{address}');
          const wishes = new Wishes();
          wishes.receive({{ token: "first", seen: 0 }});
          return ({call})(wishes);
        }}"""
    )


def test_a_wish_waits_until_it_was_seen(wishes):
    way = """(wishes) => {
      wishes.add("noise", 5);
      wishes.add("layers", 3);
      const before = wishes.message();
      wishes.receive({ token: "first", seen: 1 });
      return [before, wishes.message(), wishes.has("noise"), wishes.has("layers")];
    }"""
    before, after, *waits = wishes(way)
    assert before == {"for": "first", "wishes": [[1, "noise", 5], [2, "layers", 3]]}
    assert after == {"for": "first", "wishes": [[2, "layers", 3]]}
    assert waits == [False, True]


def test_of_one_control_moved_again_and_again_only_the_last_value_is_told_by_a_new_number(wishes):
    way = """(wishes) => {
      for (const [key, value] of [["lr", 1], ["lr", 2], ["noise", 5], ["lr", 3], ["lr", 4]]) wishes.add(key, value);
      return wishes.message().wishes;
    }"""
    assert wishes(way) == [[2, "lr", 2], [3, "noise", 5], [5, "lr", 4]]


def test_another_session_is_told_once_what_the_first_had_not_seen(wishes):
    way = """(wishes) => {
      for (const value of [1, 2, 3]) wishes.add(`key_${value}`, value);
      wishes.receive({ token: "first", seen: 1 });
      const isToTell = [0, 0, 1].map((seen) => wishes.receive({ token: "second", seen }));
      return [isToTell, wishes.message()];
    }"""
    assert wishes(way) == [[True, False, False], {"for": "second", "wishes": [[2, "key_3", 3]]}]


def test_modules_that_are_loaded_anew_count_on_from_what_the_session_has_seen(wishes):
    way = """(wishes) => {
      wishes.receive({ token: "first", seen: 7 });
      wishes.add("noise", 5);
      return wishes.message().wishes;
    }"""
    assert wishes(way) == [[8, "noise", 5]]


def test_there_are_never_more_than_a_message_may_hold(wishes):
    way = """(wishes) => {
      for (let n = 0; n < 99; n++) wishes.add(`key_${n % 2}`, n);
      return wishes.message().wishes.length;
    }"""
    assert wishes(way) == MOST
