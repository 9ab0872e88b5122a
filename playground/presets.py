"""Presets: scenes worth starting from, each a name, a sentence, and the settings that make it."""

from dataclasses import dataclass

from nn_core import Description
from playground.settings import Settings
from playground.texts import _


@dataclass(frozen=True)
class Preset:
    """A scene that one click sets."""

    title: str
    text: str
    settings: Settings


PRESETS = {
    "course": Preset(
        _("Course default"),
        _("The course's own first network: 2-6-6-1, ReLU, one example an update, 10 epochs."),
        Settings(
            Description(
                dataset="circle", n=400, hidden=(6, 6), activation="relu", learning_rate=0.01, batch_size=1, seed=1
            ),
            speed="5",
            stop=10,
        ),
    ),
    "spiral": Preset(
        _("Spiral, deep"),
        _("Two arms wound into each other: four hidden layers of eight learn to tell them apart."),
        Settings(
            Description(dataset="spiral", split=80, hidden=(8, 8, 8, 8), activation="tanh", learning_rate=0.03, seed=2),
            speed="60",
        ),
    ),
}
