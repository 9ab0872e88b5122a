"""Claims: what a text of the app says that a training will do, as numbers, beside the text that says it.

Of a hundred seeds at least KEPT keep all the claims of a text, or the text says how many do; the run that a scene opens
with keeps them all. `tests/playground/test_claims.py` measures it.
"""

from dataclasses import dataclass, field
from math import inf

from nn_core import Description

KEPT = 95  # of 100 seeds


@dataclass(frozen=True)
class Claim:
    """`measure` lies from `least` to `most` at an epoch, or at every one from the first to the last of two.

    The run begins with the settings of the scene, but for `anew`, which the text says to set before one plays again;
    `live` are those that it says to set while it plays, {epoch: {setting: value}}. `seeds` is how many of 100 keep it,
    where the text says how many. `tests/helpers/claims.py` has what can be measured.
    """

    measure: str
    epochs: int | tuple[int, int]
    least: float = -inf
    most: float = inf
    anew: dict = field(default_factory=dict)
    live: dict = field(default_factory=dict)
    seeds: int | None = None

    @property
    def first(self):
        """The first of its epochs."""
        return self.epochs if isinstance(self.epochs, int) else self.epochs[0]

    @property
    def last(self):
        """The last of its epochs, which may be its only one."""
        return self.epochs if isinstance(self.epochs, int) else self.epochs[1]


# What the prose of content/ says and the scenes do not: {file, or question of the quiz: (description, its claims)}.
PROSE = {
    "how_it_works, 1": (Description(), (Claim("middle", 600, least=1), Claim("test_score", 600, least=0.95))),
    "how_it_works, 3": (
        Description(dataset="xor", hidden=()),
        (Claim("test_score", (0, 100), most=0.8), Claim("corners", 100, least=4, anew={"hidden": (4,)})),
    ),
    "learning_rate": (
        Description(),
        (  # a thousand rough steps, and one exact step
            Claim("loss_left", 4, most=0.98, anew={"batch_size": 1}),
            Claim("loss_left", 1, least=0.98, anew={"batch_size": Description().n_train}),
        ),
    ),
    "quiz, too_high": (
        Description(dataset="moons", noise=10, n=300, hidden=(8, 8), learning_rate=10.0, batch_size=5, seed=9),
        (
            Claim("largest_loss_step", (20, 100), least=0.5, anew={"hidden": (16, 16)}),
            Claim("largest_loss_step", (100, 200), least=0.5),
        ),
    ),
}
