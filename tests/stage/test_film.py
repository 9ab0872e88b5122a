"""Which epochs a film of a run shows."""


def test_a_film_shows_the_first_and_the_last_epoch_and_early_ones_closer_together(node, module):
    for epochs, count, chosen in [
        ([0], 20, [0]),
        (range(4), 20, range(4)),
        (range(101), 11, [0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100]),
        (range(0, 1001, 100), 11, range(0, 1001, 100)),
        ([0, 1, 2, 500, 1000], 3, [0, 2, 1000]),
        ([0, 1, 2, 3, 1000], 4, [0, 2, 3, 1000]),
    ]:
        choose = "async ([address, frames, count]) => (await import(address)).choose(frames, count).map((f) => f.epoch)"
        frames = [{"epoch": epoch} for epoch in epochs]
        assert node.evaluate(choose, [module("record/film.js"), frames, count]) == list(chosen), (epochs, count)
