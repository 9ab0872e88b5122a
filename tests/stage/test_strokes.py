"""What is drawn on the plane: the brush, the stream of points, and the way back."""

import pytest


@pytest.fixture
def strokes(node, module):
    """Runs a function of strokes.js."""
    address = module("plane/strokes.js")
    return lambda call, *given: node.evaluate(
        f"async (given) => {{ const s = await import('{address}'); return ({call})(s, ...given); }}", list(given)
    )


def test_a_brush_scatters_evenly_within_its_disc_and_the_square(strokes):
    dabs = strokes("(s, place, brush) => s.dab(place, 1, brush)", [590, -590], {"spread": 100, "count": 2000})
    assert len(dabs) == 2000
    assert all(abs(x) <= 600 and abs(y) <= 600 and label == 1 for x, y, label in dabs)
    assert all((x - 590) ** 2 + (y + 590) ** 2 <= 102**2 for x, y, _ in dabs)
    inner = sum((x - 590) ** 2 + (y + 590) ** 2 <= 50**2 for x, y, _ in dabs)
    assert 0.2 < inner / 2000 < 0.8
    assert strokes("(s) => s.dab([123.4, -50.6], 0, { spread: 0, count: 9 })") == [[123, -51, 0]]
    assert strokes("(s) => s.dab([601, 0], 0, { spread: 100, count: 9 })") == []


def test_a_stream_keeps_its_step_however_fast_the_pointer_goes(strokes):
    assert strokes("(s) => s.along([0, 0], [100, 0], 30)") == [[30, 0], [60, 0], [90, 0]]
    assert strokes("(s) => s.along([0, 0], [3, 4], 30)") == []


def test_the_way_back_goes_to_any_change_and_forward_again(strokes):
    way = """(s) => {
      const history = new s.History([[1, 1, 1]]), seen = [];
      history.change([]); history.change([[2, 2, 0]]);
      for (const step of ["undo", "undo", "undo", "redo", "redo", "redo", "undo"]) {
        history[step]();
        seen.push(history.now.length ? history.now[0][0] : 0);
      }
      history.change([[3, 3, 1]]);
      history.redo();
      return [...seen, history.now[0][0], history.past.length];
    }"""
    assert strokes(way) == [0, 1, 1, 0, 2, 2, 0, 3, 2]
    many = """(s) => {
      const history = new s.History();
      for (let i = 0; i < 999; i++) history.change([[i, 0, 1]]);
      return history.past.length;
    }"""
    assert strokes(many) == 100
