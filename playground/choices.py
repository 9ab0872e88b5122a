"""What can be chosen: the values that each control offers, and what a link may hide or lock."""

LEARNING_RATES = (*(float(f"{digit}e{power}") for power in range(-5, 1) for digit in (1, 2, 3, 5)), 10.0)
PENALTY_RATES = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
POINTS = (20, 50, 100, 200, 300, 400, 500, 1000, 2000, 3000, 4000, 5000)
PERIODS = (5, 10, 20, 50, 100, 200, 500, 1000, 10_000)
CLIPS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
NO_CLIP = 0.0  # a control that holds None asks for nothing
EACH = "each"  # in place of an activation for all hidden layers
NEURONS_OF_A_NEW_LAYER = 4
SPEEDS = ("1", "5", "20", "60", "max")  # epochs a second
MAX_STOP = 1_000_000
TARGETS = (0.0001, 100.0)  # the losses that may be asked for
# What there are controls for beside the stage, as the address calls it, and the fields of a description that they set.
CONTROLS = {
    "presets": (),
    "dataset": ("dataset", "points"),
    "n": ("n",),
    "noise": ("noise",),
    "split": ("split",),
    "hidden": ("hidden",),
    "activation": ("activation",),
    "lr": ("learning_rate",),
    "batch": ("batch_size",),
    "task": (),
    "features": ("features",),
    "init": ("initialiser",),
    "order": ("order",),
    "optimiser": ("optimiser",),
    "clip": ("clip",),
    "schedule": ("schedule",),
    "period": ("period",),
    "penalty": ("penalty",),
    "penaltyrate": ("penalty_rate",),
    "dataseed": ("dataseed",),
    "seed": ("seed",),
}


def offered(usual, present):
    """Return the usual values, and the present one where an address brought another."""
    return sorted({*usual, present})
