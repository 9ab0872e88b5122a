from hypothesis import given
from hypothesis import strategies as st

from rooms.losses import MOST, Losses


def rows(first, count):
    return [[0, epoch / 1000, epoch / 500, 0, 0, 0] for epoch in range(first, first + count)]


def epochs(losses):
    return [int(epoch) for epoch in losses.numbers[::3]]


@given(st.lists(st.integers(1, 400), max_size=30))
def test_losses_stay_few_in_order_and_true(counts):
    losses, first = Losses(), 0
    for count in counts:
        losses.add(first, rows(first, count))
        first += count

    kept = epochs(losses)
    assert len(kept) <= MOST
    assert kept == sorted(set(kept))
    assert all(abs(train - epoch / 1000) < 1e-3 for epoch, train in zip(kept, losses.numbers[1::3], strict=True))
    if first > MOST:
        assert len(kept) > MOST // 3
        assert kept[-1] > 0.9 * first - MOST
    else:
        assert kept == list(range(first))


def test_what_is_trained_anew_takes_the_place_of_what_was():
    losses = Losses()
    losses.add(0, rows(0, 50))

    losses.add(20, [[0, 9, 9, 0, 0, 0]] * 5)

    assert epochs(losses) == list(range(25))
    assert losses.numbers[3 * 20 + 1] == 9


def test_to_look_back_strikes_nothing_out():
    losses = Losses()
    losses.add(0, rows(0, 50))

    losses.add(20, [])

    assert losses.newest == 49
    assert list(losses.before(3)[::3]) == [0, 1, 2]
