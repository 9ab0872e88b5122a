"""Presets: scenes worth starting from: what each is for, what there is to see, and the settings that make it."""

from dataclasses import dataclass, replace

from nn_core import Description
from nn_core.description import LIVE
from playground.claims import Claim
from playground.settings import Settings
from playground.texts import N_, Label, Texts

DIFFICULTIES = Texts({"easy": N_("easy"), "medium": N_("medium"), "hard": N_("hard")})


@dataclass(frozen=True)
class Preset:
    """A scene that one click sets. `claims` are what `look_for` says will happen: with other seeds as well."""

    title: str = Label()
    goal: str = Label()
    difficulty: str  # a key of DIFFICULTIES
    look_for: str = Label()
    claims: tuple[Claim, ...]
    settings: Settings


# In the order in which they teach: what a network can draw, then how it learns, then what is hard.
PRESETS = {
    "line": Preset(
        N_("A line is enough"),
        N_("Tell two clouds apart with no hidden layer at all."),
        "easy",
        N_(
            "The line turns until it lies between the clouds. After 20 epochs at least 95 of 100 test points are on "
            "the correct side."
        ),
        (
            Claim("clouds", 20, least=2),
            Claim("test_score", 20, least=0.95),
        ),
        Settings(Description(dataset="gauss", noise=10, n=200, hidden=(), learning_rate=0.01), speed="5"),
    ),
    "by_hand": Preset(
        N_("Be the optimiser"),
        N_("Set a network's three numbers by hand, two weights and a bias, until its loss is small."),
        "easy",
        N_(
            "Drag a slider under the diagram: the boundary turns with the weights and shifts with the bias, and the "
            "loss shows whether that helped. Then let gradient descent do it: press Reset, then Play."
        ),
        (
            Claim("train_loss", 0, least=0.1),  # there is something to do
            Claim("train_loss", 60, most=0.1),
        ),
        Settings(
            Description(dataset="gauss", noise=10, n=200, hidden=(), learning_rate=0.01, seed=9), speed="5", target=0.1
        ),
    ),
    "xor_line": Preset(
        N_("XOR without a hidden layer"),
        N_("See what a network without a hidden layer cannot learn."),
        "easy",
        N_(
            "One straight line cannot do it: wherever it lies, at least one point in five is on the wrong side. The "
            "loss stays near 0.69, as if a coin were tossed."
        ),
        (
            Claim("train_score", (0, 200), most=0.8),
            Claim("test_score", (0, 200), most=0.8),
            Claim("train_loss", (20, 200), 0.64, 0.74),
            Claim("test_loss", (20, 200), 0.64, 0.74),
        ),
        Settings(Description(dataset="xor", n=600, hidden=(), activation="relu"), speed="20"),
    ),
    "xor": Preset(
        N_("XOR, four neurons"),
        N_("Solve XOR with one hidden layer of four neurons."),
        "easy",
        N_(
            "Within 100 epochs the boundary bends until each class has its two corners, with at least 95 of 100 test "
            "points on the correct side. With 1 seed in 10 it gets stuck on the way: four neurons are only just "
            "enough."
        ),
        (
            Claim("corners", 100, least=4, seeds=90),
            Claim("test_score", 100, least=0.95, seeds=90),
        ),
        Settings(Description(dataset="xor", n=600, hidden=(4,), activation="relu"), speed="20"),
    ),
    "features": Preset(
        N_("Features instead of layers"),
        N_("Find the disc without a hidden layer: the inputs are the squares of both coordinates."),
        "easy",
        N_(
            "One neuron draws a boundary all around the disc, because it is given x₁² and x₂² in place of x₁ and x₂. "
            "Within 40 epochs at least 98 of 100 test points are on the correct side."
        ),
        (
            Claim("middle", 40, least=1),
            Claim("ring", 40, most=0),
            Claim("test_score", 40, least=0.98),
        ),
        Settings(Description(dataset="circle", n=300, features=("x1sq", "x2sq"), hidden=()), speed="5"),
    ),
    "course": Preset(
        N_("Course default"),
        N_("The first network of the course: 2-6-6-1, ReLU, one example per update, 10 epochs."),
        "medium",
        N_("The boundary begins to close around the disc. Within 10 epochs the loss falls to less than a third."),
        (
            Claim("middle", 10, least=1),
            Claim("ring", 10, most=0.4),  # a straight line leaves more than half of it
            Claim("loss_left", 10, most=1 / 3),
        ),
        Settings(
            Description(
                dataset="circle", n=400, hidden=(6, 6), activation="relu", learning_rate=0.01, batch_size=1, seed=1
            ),
            speed="5",
            stop=10,
        ),
    ),
    "slow": Preset(
        N_("Too slow"),
        N_("See what happens when the learning rate is far too small."),
        "medium",
        N_(
            "In 100 epochs the loss falls by less than a tenth. Set the learning rate to 0.01 while it trains: 20 "
            "epochs later the line lies between the clouds."
        ),
        (
            Claim("loss_left", 100, 0.9, 1),
            Claim("clouds", 120, least=2, live={100: {"learning_rate": 0.01}}),
            Claim("test_score", 120, least=0.95, live={100: {"learning_rate": 0.01}}),
        ),
        Settings(Description(dataset="gauss", n=400, hidden=(), learning_rate=0.00001, seed=1), speed="20"),
    ),
    "fast": Preset(
        N_("Too fast"),
        N_("See what happens when the learning rate is far too large."),
        "medium",
        N_(
            "The loss jumps up and down and never settles. Set the learning rate to 0.1, press Reset, then Play: now "
            "it falls, and stays low."
        ),
        (
            Claim("share_of_rises", (20, 100), 0.25, 0.75),
            Claim("largest_loss_step", (20, 100), least=0.5),
            Claim("train_loss", (20, 100), least=0.05),
            Claim("train_loss", (30, 100), most=0.05, anew={"learning_rate": 0.1}),
        ),
        Settings(
            Description(dataset="moons", noise=10, n=300, hidden=(8, 8), learning_rate=10.0, batch_size=5, seed=9),
            speed="20",
        ),
    ),
    "batch": Preset(
        N_("One example at a time, or all at once"),
        N_("Compare one update for all the examples with an update after each of them."),
        "medium",
        N_(
            "With all 200 points in every update, 20 epochs are 20 updates: hardly anything moves. Set the batch size "
            "to 1 and keep training: 20 more epochs are 4000 updates, and the disc is found."
        ),
        (
            Claim("loss_left", 20, 0.8, 1),
            Claim("test_score", 20, most=0.8),
            Claim("middle", 40, least=1, live={20: {"batch_size": 1}}),
            Claim("ring", 40, most=0.1, live={20: {"batch_size": 1}}),
            Claim("test_score", 40, least=0.95, live={20: {"batch_size": 1}}),
        ),
        Settings(
            Description(dataset="circle", n=400, hidden=(8,), learning_rate=0.02, batch_size=200), speed="5", stop=20
        ),
    ),
    "cooling": Preset(
        N_("Cooling down"),
        N_("See a schedule calm a loss that keeps jumping because the learning rate is large."),
        "medium",
        N_(
            "The line jumps, and comes to rest as the learning rate falls along the cosine: in the last 20 of 100 "
            "epochs the loss changes by less than 0.05 per epoch. Under More options set the schedule to constant and "
            "play again: in those epochs it still jumps by more than 0.1."
        ),
        (
            Claim("largest_loss_step", (0, 20), least=0.1),
            Claim("loss_step", (80, 100), most=0.05),
            Claim("largest_loss_step", (80, 100), least=0.1, anew={"schedule": "constant"}),
        ),
        Settings(
            Description(
                dataset="gauss", noise=50, n=300, hidden=(), learning_rate=5.0, schedule="cosine", batch_size=5
            ),
            speed="20",
            stop=100,
        ),
    ),
    "momentum": Preset(
        N_("Momentum"),
        N_("See momentum, which rolls on like a ball, arrive sooner than plain SGD."),
        "medium",
        N_(
            "Within 40 epochs the loss falls below 0.05. Under More options set the optimiser to SGD and play again: "
            "with the same learning rate it is still above 0.1 after 40 epochs."
        ),
        (
            Claim("train_loss", 40, most=0.05),
            Claim("train_loss", 40, least=0.1, anew={"optimiser": "sgd"}),
        ),
        Settings(
            Description(dataset="moons", n=300, hidden=(8, 8), optimiser="momentum", learning_rate=0.01), speed="5"
        ),
    ),
    "adam": Preset(
        N_("Adam"),
        N_("See an optimiser that gives every weight a step size of its own."),
        "medium",
        N_(
            "The rings are found: within 60 epochs at least 95 of 100 test points are on the correct side. Under More "
            "options set the optimiser to SGD and play again: with the same learning rate it stays below 75 of 100 "
            "all that time."
        ),
        (
            Claim("test_score", 60, least=0.95),
            Claim("test_score", (0, 60), most=0.75, anew={"optimiser": "sgd"}),
        ),
        Settings(
            Description(
                dataset="rings",
                split=60,
                n=1000,
                hidden=(10, 10),
                initialiser="glorot",
                optimiser="adam",
                learning_rate=0.01,
                batch_size=20,
            ),
            speed="20",
        ),
    ),
    "hills": Preset(
        N_("Hills and hollows"),
        N_("Predict a value instead of a class."),
        "medium",
        N_(
            "Two blue hills and two orange hollows appear under the points. Within 60 epochs R², which is 1 for a "
            "perfect prediction, reaches 0.9 for the test points."
        ),
        (
            Claim("hilltops", 60, least=0.5),
            Claim("test_score", 60, least=0.9),
        ),
        Settings(
            Description(dataset="hills", split=70, n=400, hidden=(12, 12), optimiser="adam", learning_rate=0.01),
            speed="20",
        ),
    ),
    "heart": Preset(
        N_("Heart, with bends"),
        N_("See why a hidden neuron does more than add up its inputs."),
        "medium",
        N_(
            "Every ReLU adds a bend to the boundary: within 60 epochs at least 95 of 100 test points are on the "
            "correct side. Set the activation to linear and play again: now the boundary is a straight line, with at "
            "most 80 of 100 on the correct side."
        ),
        (
            Claim("test_score", 60, least=0.95),
            Claim("test_score", (0, 60), most=0.8, anew={"activation": "linear"}),
            Claim("unevenness", 60, most=1e-9, anew={"activation": "linear"}),
        ),
        Settings(
            Description(
                dataset="heart",
                split=80,
                n=1000,
                hidden=(8, 8),
                activation="relu",
                seed=3,
                optimiser="adam",
                learning_rate=0.01,
                batch_size=40,
            ),
            speed="20",
        ),
    ),
    "zeros": Preset(
        N_("All zeros"),
        N_("See a network that starts with all weights at 0."),
        "medium",
        N_(
            "All weights stay 0 and the loss stays near 0.69, because nothing makes one neuron differ from another. "
            "Under More options set the initial weights to Glorot (Xavier) and play again: within 20 epochs at least "
            "95 of 100 test points are on the correct side."
        ),
        (
            Claim("weights", 100, 0, 0),
            Claim("train_loss", (0, 100), 0.68, 0.70),
            Claim("test_score", 20, least=0.95, anew={"initialiser": "glorot"}),
        ),
        Settings(Description(dataset="gauss", noise=10, n=200, hidden=(4,), initialiser="zeros"), speed="5"),
    ),
    "dead": Preset(
        N_("Dead ReLUs"),
        N_("See updates so large that a whole hidden layer dies."),
        "hard",
        N_(
            "Within 50 epochs all 6 neurons of a hidden layer are dead: they output 0 for every training point, and "
            "the loss stays above 0.6. Set the learning rate to 0.01, press Reset, then Play: from the same initial "
            "weights at least 95 of 100 test points are on the correct side within 50 epochs."
        ),
        (
            Claim("dead_layers", 50, least=1),
            Claim("train_loss", (50, 100), least=0.6),
            Claim("test_score", 50, least=0.95, anew={"learning_rate": 0.01}),
        ),
        Settings(
            Description(
                dataset="circle",
                n=300,
                hidden=(6, 6, 6),
                activation="relu",
                initialiser="he",
                seed=15,
                optimiser="adam",
                learning_rate=1.0,
                batch_size=10,
            ),
            speed="5",
        ),
    ),
    "vanishing": Preset(
        N_("Vanishing gradients"),
        N_("See almost no gradient reach the first of six hidden layers of sigmoids."),
        "hard",
        N_(
            "In 60 epochs no weight of the first hidden layer changes by as much as 0.1, and the loss stays near "
            "0.69. Set the activation to tanh and play again: within 60 epochs at least 95 of 100 test points are on "
            "the correct side."
        ),
        (
            Claim("moves_of_first_weights", 60, most=0.1),
            Claim("train_loss", (5, 60), 0.68, 0.70),
            Claim("test_score", 60, least=0.95, anew={"activation": "tanh"}),
        ),
        Settings(
            Description(dataset="moons", n=300, hidden=(6, 6, 6, 6, 6, 6), activation="sigmoid", learning_rate=0.1),
            speed="20",
        ),
    ),
    "checkerboard": Preset(
        N_("Checkerboard"),
        N_("Draw sixteen squares with two hidden layers of sixteen neurons."),
        "hard",
        N_("Square after square appears. Within 100 epochs at least 90 of 100 test points are on the correct side."),
        (Claim("test_score", 100, least=0.9),),
        Settings(
            Description(
                dataset="checkerboard",
                split=80,
                n=1500,
                hidden=(16, 16),
                optimiser="adam",
                learning_rate=0.01,
                batch_size=20,
            ),
            speed="20",
        ),
    ),
    "spiral": Preset(
        N_("Spiral, deep"),
        N_("Tell apart two arms wound into each other, with four hidden layers of eight neurons."),
        "hard",
        N_(
            "The colours follow the arms, turn after turn. Within 90 epochs at least 95 of 100 test points are on the "
            "correct side."
        ),
        (
            Claim("test_score", 0, most=0.7),
            Claim("test_score", 90, least=0.95),
        ),
        Settings(
            Description(
                dataset="spiral",
                split=80,
                n=1000,
                hidden=(8, 8, 8, 8),
                activation="tanh",
                seed=6,
                optimiser="adam",
                learning_rate=0.01,
                batch_size=40,
            ),
            speed="60",
        ),
    ),
    "noise": Preset(
        N_("Noise"),
        N_("See a large network memorise a few noisy points."),
        "hard",
        N_(
            "The training loss falls nearly to 0, but the test loss, after a dip, rises: the network memorises its "
            "training points, noise and all."
        ),
        (
            Claim("train_loss", 600, most=0.1),
            Claim("dip", 100, most=0.9),
            Claim("rise", 600, least=1.5),
            Claim("wrong_points_learned", 600, least=0.75),
        ),
        Settings(
            Description(dataset="circle", noise=40, split=15, n=400, hidden=(16, 16), learning_rate=0.1, batch_size=5),
            speed="60",
        ),
    ),
    "decay": Preset(
        N_("Noise, with small weights"),
        N_("Keep a large network from memorising its points."),
        "hard",
        N_(
            "From epoch 200 to 600 the test loss stays below 0.7: the L2 penalty keeps the weights small, and the "
            "boundary smooth. Under More options set the penalty to none and play again: now it rises above 0.8."
        ),
        (
            Claim("test_loss", (200, 600), most=0.7),
            Claim("length_of_weights", 600, most=9),
            Claim("length_of_weights", 600, least=13, anew={"penalty": "none"}),
            Claim("test_loss", 600, least=0.8, anew={"penalty": "none"}),
        ),
        Settings(
            Description(
                dataset="circle",
                noise=40,
                split=15,
                n=400,
                hidden=(16, 16),
                learning_rate=0.1,
                batch_size=5,
                penalty="l2",
                penalty_rate=0.02,
            ),
            speed="60",
        ),
    ),
}


def preset_of(settings):
    """Return the name of the preset whose scene this is, None if there is none.

    What acts at once on the running network may be another: a learner who tries that is still at the preset.
    """
    scene = _scene(settings)
    return next((name for name, preset in PRESETS.items() if _scene(preset.settings) == scene), None)


def _scene(settings):
    live = {name: getattr(Description, name) for name in LIVE}
    return replace(settings.description, **live | {"batch_size": 1})  # a batch that suits every training set
