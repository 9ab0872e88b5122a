"""What is said of a room holds: a tile that is not drawn is not passed over, nor is an entry that is not true."""

import math
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from benchmarks.room import CHALLENGE, is_reproduced, until_drawn
from nn_core import Run
from playground import run_link
from playground.address import to_query
from playground.feed import Snapshot


def test_an_epoch_is_drawn_by_the_first_picture_of_it_or_of_a_later_one_and_else_never():
    ada = SimpleNamespace(
        told={"nickname": "Ada"}, came=[(60, 9.0), (120, 10.0), (180, 11.0), (240, 12.0), (300, 19.0)]
    )
    drawn = {"Ada": [(100, 10.2), (180, 11.5), (180, 11.7)], "Bo": [(300, 12.1)]}
    assert until_drawn([ada], 10, 15, drawn) == pytest.approx([1.5, 0.5, math.inf])


@pytest.fixture(scope="module")
def run():
    run = Run(CHALLENGE.settings.description)
    next(record for record in run.advance(2000) if record.test_score >= CHALLENGE.goal)
    return run


def entry(run, loss):
    """Return the cells and the link of the board's line about a run, with this training loss."""
    record = SimpleNamespace(epoch=run.epoch, train_loss=loss)
    description = run.description
    text = run_link.pack(Snapshot(description, description, run.journal, record, "numpy"))
    query = to_query(CHALLENGE.settings) | {"run": text}
    return ["1", "Ada", str(sum(description.hidden)), str(run.epoch), "0.5"], f"./?{urlencode(query)}"


def test_an_entry_is_reproduced_where_it_comes_to_the_very_same_loss(run):
    loss = run.record().train_loss
    assert is_reproduced(*entry(run, loss))
    assert not is_reproduced(*entry(run, loss * (1 + 1e-12)))


def test_an_entry_with_another_score_or_short_of_the_goal_is_none(run):
    cells, link = entry(run, run.record().train_loss)
    assert not is_reproduced([*cells[:2], "1", *cells[3:]], link)
    short = Run(run.description)
    list(short.advance(1))
    assert not is_reproduced(*entry(short, short.record().train_loss))
