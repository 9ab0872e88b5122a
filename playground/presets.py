"""Presets: scenes worth starting from: what each is for, what there is to see, and the settings that make it."""

from dataclasses import dataclass, replace

from nn_core import Description
from playground.settings import Settings
from playground.texts import _

DIFFICULTIES = {"easy": _("easy"), "medium": _("medium"), "hard": _("hard")}


@dataclass(frozen=True)
class Preset:
    """A scene that one click sets. What `look` claims is tested: it must happen with other seeds as well."""

    title: str
    goal: str
    difficulty: str  # a key of DIFFICULTIES
    look: str
    settings: Settings


# In the order in which they teach: what a network can draw, then how it learns, then what is hard.
PRESETS = {
    "line": Preset(
        _("A line is enough"),
        _("Tell two clouds apart with no hidden layer at all."),
        "easy",
        _(
            "The line turns until it lies between the clouds. After 20 epochs at least 95 of 100 test points are on "
            "their side."
        ),
        Settings(Description(dataset="gauss", noise=10, n=200, hidden=(), learning_rate=0.01), speed="5"),
    ),
    "xor_line": Preset(
        _("XOR without a hidden layer"),
        _("See what a network without a hidden layer cannot learn."),
        "easy",
        _(
            "One straight line cannot do it: wherever it lies, at least one point in five is on the wrong side. The "
            "loss stays near 0.69, as if a coin were tossed."
        ),
        Settings(Description(dataset="xor", n=400, hidden=(), activation="relu"), speed="20"),
    ),
    "xor": Preset(
        _("XOR, four neurons"),
        _("Solve XOR with one hidden layer of four neurons."),
        "easy",
        _(
            "The border bends until each class has its two corners. Within 100 epochs at least 95 of 100 test points "
            "are on their side."
        ),
        Settings(Description(dataset="xor", n=400, hidden=(4,), activation="relu"), speed="20"),
    ),
    "course": Preset(
        _("Course default"),
        _("The course's own first network: 2-6-6-1, ReLU, one example an update, 10 epochs."),
        "medium",
        _("The border begins to close around the disc. Within 10 epochs the loss falls to less than a third."),
        Settings(
            Description(
                dataset="circle", n=400, hidden=(6, 6), activation="relu", learning_rate=0.01, batch_size=1, seed=1
            ),
            speed="5",
            stop=10,
        ),
    ),
    "slow": Preset(
        _("Too slow"),
        _("See what a learning rate does that is far too small."),
        "medium",
        _(
            "In 100 epochs the loss falls by less than a tenth. Set the learning rate to 0.01 while it plays: 20 "
            "epochs later the line lies between the clouds."
        ),
        Settings(Description(dataset="gauss", n=400, hidden=(), learning_rate=0.00001, seed=1), speed="20"),
    ),
    "fast": Preset(
        _("Too fast"),
        _("See what a learning rate does that is far too large."),
        "medium",
        _(
            "The loss jumps up and down and never settles. Set the learning rate to 0.1 and press Reset: now it falls, "
            "and stays low."
        ),
        Settings(
            Description(dataset="moons", noise=10, n=300, hidden=(8, 8), learning_rate=10.0, batch_size=5, seed=9),
            speed="20",
        ),
    ),
    "batch": Preset(
        _("One example at a time against the whole set"),
        _("Compare one step for all the examples with one step after each of them."),
        "medium",
        _(
            "With all 200 points in one batch, 20 epochs are 20 steps: hardly anything moves. Set the batch size to 1 "
            "and play on: 20 more epochs are 4000 steps, and the disc is found."
        ),
        Settings(
            Description(dataset="circle", n=400, hidden=(8,), learning_rate=0.03, batch_size=200), speed="5", stop=20
        ),
    ),
    "spiral": Preset(
        _("Spiral, deep"),
        _("Tell apart two arms wound into each other, with four hidden layers of eight."),
        "hard",
        _(
            "The colours follow the arms, turn after turn. Within 300 epochs at least 95 of 100 test points are on "
            "their side."
        ),
        Settings(
            Description(dataset="spiral", split=80, hidden=(8, 8, 8, 8), activation="tanh", learning_rate=0.03, seed=2),
            speed="60",
        ),
    ),
    "noise": Preset(
        _("Noise"),
        _("See a large network learn a few noisy points by heart."),
        "hard",
        _(
            "The training loss falls nearly to 0, but the test loss, after a dip, rises: the network learns its points "
            "by heart, the wrong ones too."
        ),
        Settings(
            Description(dataset="circle", noise=40, split=25, n=200, hidden=(16, 16), learning_rate=0.1, batch_size=5),
            speed="60",
        ),
    ),
}


def preset_of(settings):
    """Return the name of the preset whose scene this is, None if there is none.

    The learning rate and the batch size may be others: a learner who tries them is still at the preset.
    """
    scene = _scene(settings)
    return next((name for name, preset in PRESETS.items() if _scene(preset.settings) == scene), None)


def _scene(settings):
    return replace(settings.description, learning_rate=Description.learning_rate, batch_size=1)
