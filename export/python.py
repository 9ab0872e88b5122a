"""A run as one Python file that needs only NumPy: the same points and initial weights, and the same training.

The file is written in the course's names and holds no more than its run needs. Most of it is cut out of nn_core; the
rest are the templates below. Tests hold it to the run: the same losses, the same weights to the last bit.
"""

import re
import textwrap
from itertools import pairwise

from export.source import body, docstring, excerpt, lambdas, method, name_of, parsed, returned, used
from nn_core import (
    TASKS,
    Layer,
    Perceptron,
    activations,
    datasets,
    divergence,
    features,
    initialisers,
    losses,
    optimisers,
    penalties,
    schedules,
    tasks,
)
from nn_core.description import LIVE
from nn_core.orders import ORDERS
from nn_core.own import OWN, decode
from playground.labels import option_label
from playground.summaries import summary
from playground.texts import N_, _

EPOCHS = 100  # that a run is trained which had not begun
WIDTH = 120  # of a line
POINTS_A_LINE = 5
ENGINES = {
    "numpy": N_(
        "On screen it was trained by NumPy; a computer that rounds differently may print different last digits."
    ),
    "numba": N_(
        "On screen it was trained by Numba, which rounds differently: the last digits may differ, and such differences "
        "grow with training."
    ),
}
CHANGES = {
    "learning_rate": N_("another learning rate"),
    "batch_size": N_("another batch size"),
    "penalty_rate": N_("another penalty rate"),
    "parameters": N_("weights or biases set by hand"),
}
SCORES = {"accuracy": N_("accuracy"), "r_squared": "R²"}


def script(snapshot):
    """Return the text of the file, which prints the loss of every epoch up to that of the snapshot."""
    return "\n\n\n".join(parts(snapshot).values()) + "\n"


def parts(snapshot):
    """Return {name of a part: its code}: a script when they are joined, the cells of a notebook when they are not."""
    of, stretches = snapshot.start, _stretches(snapshot)
    rates = [settings.get("penalty_rate") for _epochs, settings, _edits in stretches if settings]
    made = {
        "data": _section(_("Data"), *_data(of)),
        "activations": _section(_("Activations"), excerpt(activations, *of.activations)),
        "layer": _section(_("Layer"), *_rules(of), _layer(of)),
        "perceptron": _section(_("Perceptron"), *_loss(of), _perceptron(of)),
        "training": _section(_("Training"), _training(of, stretches)),
        "result": _section(_("Result"), *_result(of, rates[-1])),
    }
    imports = ["import math", ""] if re.search(r"\bmath\.", "".join(made.values())) else []
    return {"about": _about(snapshot, stretches, [*imports, "import numpy as np"])} | made


def _section(title, *blocks):
    return "\n\n\n".join([f"# --- {title}", *blocks])


# --- what it is


def _about(snapshot, stretches, imports):
    """The docstring with the settings in words, the imports, and the generators of random numbers."""
    unused = (_("none"), _("never"))
    settings = {name: value for name, value in summary(snapshot.start).items() if value not in unused}
    if snapshot.start.dataset == OWN:  # in the controls it is an invitation
        settings[_("data set")] = _("your own points")
    margin = max(map(len, settings)) + 2
    table = "\n".join(f"    {name:{margin}}{value}" for name, value in settings.items())
    sentences = [
        _("It makes the same points and the same initial weights as the playground, and trains in the same way."),
        _(ENGINES[snapshot.engine]),
    ]
    is_changed = len(stretches) > 1 or stretches[0][2]
    end = [_("What was changed during the run is listed at its epoch, under Training.")] if is_changed else []
    if snapshot.record.epoch == 0:
        end.append(_("The run is at epoch 0: here it trains for {epochs} epochs.").format(epochs=EPOCHS))
    text = [
        _("A perceptron that learns, in NumPy alone: a run of the Perceptron Playground."),
        textwrap.fill(" ".join(sentences), WIDTH),
        table,
        *end,
    ]
    said, imports = "\n\n".join(text), "\n".join(imports)
    return f'''"""{said}
"""

{imports}

np.seterr(all="ignore")  # where training diverges it ends with a sentence, without a warning for every number


def generator(seed, number):
    """Return a source of random numbers; `number` keeps initial weights (0), order (1) and points (2) apart."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))'''


# --- the points


def _data(of):
    """How the points are made, or what they are, and how they are split."""
    is_own = of.dataset == OWN
    inputs = lambdas(features, "FORMULAS")
    columns = ", ".join(inputs[name] for name in of.features)
    drawn = f"{of.dataset}(n, noise={of.noise / 100}, rng=rng)"
    return [
        _own_points(of.points) if is_own else excerpt(datasets, of.dataset),
        f"""n, n_train = {of.n}, {of.n_train}  # points in all, and points to train with
rng = generator({of.dataseed}, 2)
points, labels = {"POINTS[:, :2], POINTS[:, 2]" if is_own else drawn}
order = rng.permutation(n)
x1, x2 = points[order].T.copy()
X = np.column_stack([{columns}])  # one row per example
y = labels[order][:, None]
X_train, y_train = X[:n_train], y[:n_train]""",
    ]


def _own_points(text):
    points, labels = decode(text)
    rows = [f"[{x1:.2f}, {x2:.2f}, {label:.0f}]," for (x1, x2), label in zip(points, labels, strict=True)]
    lines = [" ".join(rows[i : i + POINTS_A_LINE]) for i in range(0, len(rows), POINTS_A_LINE)]
    return "\n".join(
        [
            "# x1, x2 and the class of every point",
            "POINTS = np.array([",
            *(f"    {line}" for line in lines),
            "])  # fmt: skip",
        ]
    )


# --- the layer


def _rules(of):
    """What a layer makes use of: its initial weights, the optimiser, the penalty."""
    rules = [excerpt(initialisers, of.initialiser)]
    if _remembers(of):
        rules.append(_optimiser(optimisers.OPTIMISERS[of.optimiser]))
    if _is_penalised(of):
        name = type(penalties.PENALTIES[of.penalty]).__name__
        rules += [excerpt(penalties, name), f"penalty = {name}()"]
    return rules


def _remembers(of):
    return optimisers.OPTIMISERS[of.optimiser].MEMORIES > 0


def _is_penalised(of):
    return of.penalty != "none"


def _optimiser(optimiser):
    """The class of an optimiser, with a memory for an array of any shape."""
    _lines, step = parsed(optimiser.step)
    constants = excerpt(optimisers, *(used(step) & vars(optimisers).keys() - {"np"}))
    return f"""{constants}


class {optimiser.__name__}:
{docstring(optimiser)}

    def __init__(self, shape):
        self.memory = np.zeros(({optimiser.MEMORIES}, *shape))
        self.updates = 0

{method(optimiser.step)}"""


def _layer(of):
    memories = """
        self.weights_optimiser = {0}(self.weights.shape)
        self.biases_optimiser = {0}(self.biases.shape)"""
    optimiser = optimisers.OPTIMISERS[of.optimiser].__name__
    return f'''class Layer:
    """`n_neurons` neurons that each read the same `n_inputs` values. A column is an example.

    `inputs` are what the last `forward` was given, `outputs` its pre-activation z = W·a + b.
    """

    def __init__(self, n_inputs, n_neurons, activation_function, rng):
        self.activation = activation_function
        self.weights, self.biases = {of.initialiser}(n_inputs, n_neurons, rng){
        memories.format(optimiser) if _remembers(of) else ""
    }

{method(Layer.forward)}

{_backward(of) if of.clip is None else _backward_and_step(of)}'''


def _backward(of):
    return f'''    def backward(self, da, learning_rate{_and_rate(of)}):
        """Take one step against the gradients; return da_prev, which is da of the layer before.

        `da` is ∂L/∂a, and dz is ∂L/∂z, of every example; a step is made of the mean over the examples.
        """
{_gradients(of)}
{_update(of)}
        return da_prev'''


def _backward_and_step(of):
    """Two methods in place of one: how far to step is known when all layers have their gradients."""
    kept = f'''    def backward(self, da{_and_rate(of)}):
        """Find the gradients for `step`; return da_prev, which is da of the layer before.

        `da` is ∂L/∂a, and dz is ∂L/∂z, of every example; a step is made of the mean over the examples.
        """
{_gradients(of)}
        return da_prev

    def step(self, learning_rate):
        """Take one step against the gradients."""
{_update(of)}'''
    return re.sub(r"\bd_(weights|biases)\b", r"self.d_\1", kept)


def _and_rate(of):
    return ", penalty_rate" if _is_penalised(of) else ""


def _gradients(of):
    lines = body(Layer.gradients, ["return d_weights, d_biases, da_prev"])
    if _is_penalised(of):
        lines += "\n        d_weights = d_weights + penalty_rate * penalty.derivative(self.weights)"
    return lines


def _update(of):
    lines = body(Layer.backward, ["d_weights, d_biases, da_prev = self.gradients(da)", "return da_prev"])
    if not _remembers(of):
        return lines
    return re.sub(r"learning_rate \* (d_(\w+))", r"self.\2_optimiser.step(\1, learning_rate)", lines)


# --- the perceptron


def _loss(of):
    """What the perceptron makes use of: the loss, and the schedule of the learning rate."""
    blocks, limits = [excerpt(losses, name_of(losses, TASKS[of.task].loss)), excerpt(divergence, "is_finite")], []
    if of.schedule != "constant":
        blocks.append(excerpt(schedules, of.schedule))
        limits.append(f"PERIOD = {of.period}  # " + _("epochs that the schedule is stretched over"))
    if of.clip is not None:
        limits.append(f"CLIP = {of.clip}  # " + _("the largest norm of a gradient"))
    return [*blocks, "\n".join(limits)] if limits else blocks


def _perceptron(of):
    loss, order = name_of(losses, TASKS[of.task].loss), returned(ORDERS[of.order])
    arguments = "training_data, labels, epochs, learning_rate, batch_size" + _and_rate(of) + _and_rng(of)
    constant = of.schedule == "constant"
    rate = "learning_rate" if constant else "rate"
    scheduled = "" if constant else f"\n            rate = learning_rate * {of.schedule}(self.epoch, PERIOD)"
    cost = " + len(batch) * self.cost(penalty_rate)" if _is_penalised(of) else ""
    return f'''class Perceptron:
    """Layers in a row, from the inputs to the prediction ŷ."""

    def __init__(self, layers):
        self.layers = layers
        self.epoch = 0  # trained so far

{method(Perceptron.forward)}

{_backward_of_all(of)}{COST if _is_penalised(of) else ""}

    def fit(self, {arguments}):
        """Train, and print of each epoch the mean of the losses that were met just before the updates.

        `training_data` and `labels` have one row per example. If training diverges, it ends at its last finite epoch.
        """
        inputs, targets = training_data.T.copy(), labels.T.copy()  # one column per example
        n = inputs.shape[1]
        for _ in range(epochs):
            before = [(layer.weights, layer.biases) for layer in self.layers]
            order = {order}  # {option_label("order", of.order)}{scheduled}
            total = 0.0
            for start in range(0, n, batch_size):
                batch = order[start : start + batch_size]
                y = targets[:, batch]
                y_hat = self.forward(inputs[:, batch])
                total += {loss}(y_hat, y).sum(){cost}
                self.backward({loss}.derivative(y_hat, y), {rate}{_and_rate(of)})
            parameters = [array.ravel() for layer in self.layers for array in (layer.weights, layer.biases)]
            if not is_finite(total / n, np.concatenate(parameters)):
                for layer, kept in zip(self.layers, before, strict=True):
                    layer.weights, layer.biases = kept
                print(f"Training ends, since it has diverged: the numbers of epoch {{self.epoch + 1}} are too large.")
                return
            self.epoch += 1
            print(f"Loss at epoch {{self.epoch}}: {{total / n:.3f}}")'''


def _and_rng(of):
    """Sorted examples need no random numbers."""
    return ", rng" if "rng" in used(parsed(ORDERS[of.order])[1]) else ""


COST = '''

    def cost(self, penalty_rate):
        """Return what the penalty adds to the loss of an example."""
        return penalty_rate * sum(penalty(layer.weights) for layer in self.layers)'''


def _backward_of_all(of):
    if of.clip is None:
        return method(Perceptron.backward).replace("learning_rate", f"learning_rate{_and_rate(of)}")
    return f'''    def backward(self, da, learning_rate{_and_rate(of)}):
        """Find the gradients of every layer, last to first; shorten them if they are too long; then step."""
        for layer in reversed(self.layers):
            da = layer.backward(da{_and_rate(of)})
        g = np.concatenate([d.ravel() for layer in self.layers for d in (layer.d_weights, layer.d_biases)])
        norm = np.sqrt(g @ g)
        for layer in self.layers:
            if norm > CLIP:  # the same direction, shorter (Pascanu et al., 2013)
                layer.d_weights *= CLIP / norm
                layer.d_biases *= CLIP / norm
            layer.step(learning_rate)'''


# --- the training


def _stretches(snapshot):
    """Return [(epochs, settings, edits), ...]: what is set by hand, and then with what it trains for how long.

    The settings are of those in LIVE that this run makes use of, empty where nothing is trained any more.
    """
    of, end = snapshot.start, snapshot.record.epoch or EPOCHS
    names = [name for name in LIVE if name != "penalty_rate" or _is_penalised(of)]
    begun = [(0, {name: getattr(of, name) for name in names}, {})]
    for epoch, changes in snapshot.journal:
        before, settings, edits = begun[-1]
        now = settings | {name: changes[name] for name in names if name in changes}
        set_now = dict(changes.get("parameters", ()))
        if epoch == before:
            begun[-1] = epoch, now, edits | set_now
        elif set_now or (now != settings and epoch < end):
            begun.append((epoch, now, set_now))
    ends = [*(epoch for epoch, _settings, _edits in begun[1:]), end]
    return [
        (stop - epoch, settings if stop > epoch else {}, edits)
        for (epoch, settings, edits), stop in zip(begun, ends, strict=True)
    ]


def _training(of, stretches):
    layers = [
        f"    Layer({n_inputs}, {n_neurons}, {name}, rng),"
        for (n_inputs, n_neurons), name in zip(pairwise(of.sizes), of.activations, strict=True)
    ]
    lines = [f"rng = generator({of.seed}, 0)", "layers = [", *layers, "]", "perceptron = Perceptron(layers)"]
    if _and_rng(of):
        lines.append(f"rng = generator({of.seed}, 1)")
    epoch, before = 0, stretches[0][1]
    for epochs, settings, edits in stretches:
        changed = [name for name in settings if settings[name] != before[name]] + ["parameters"] * bool(edits)
        if changed:
            what = ", ".join(_(CHANGES[name]) for name in changed)
            lines += ["", "# " + _("After epoch {epoch}: {what}.").format(epoch=epoch, what=what)]
        lines += [f"perceptron.{_place(of.sizes, place)} = {float(edits[place])}" for place in sorted(edits)]
        if settings:
            lines += _fit({"epochs": epochs} | settings, _and_rng(of))
            before = settings
        epoch += epochs
    return "\n".join(lines)


def _place(sizes, place):
    """Return how the parameter at a place of the flat vector is called, see `Perceptron.parameters`."""
    for i, (n_inputs, n_neurons) in enumerate(pairwise(sizes)):
        if place < n_inputs * n_neurons:
            return f"layers[{i}].weights[{place // n_inputs}, {place % n_inputs}]"
        place -= n_inputs * n_neurons
        if place < n_neurons:
            return f"layers[{i}].biases[{place}, 0]"
        place -= n_neurons
    raise ValueError("There is no parameter at this place.")


def _fit(settings, rng):
    """The lines of a call of `fit`, broken as `ruff format` breaks them."""
    arguments = ["X_train", "y_train", *(f"{name}={value}" for name, value in settings.items())]
    arguments += ["rng=rng"] if rng else []
    together = ", ".join(arguments)
    if len(line := f"perceptron.fit({together})") <= WIDTH:
        return [line]
    inner = [f"    {together}"] if len(together) + 4 <= WIDTH else [f"    {argument}," for argument in arguments]
    return ["perceptron.fit(", *inner, ")"]


# --- what came of it


def _result(of, penalty_rate):
    task = TASKS[of.task]
    loss, score = name_of(losses, task.loss), task.score.__name__
    training, test, called = _("Training loss"), _("Test loss"), _(SCORES[score])
    cost = f" + perceptron.cost({penalty_rate})" if _is_penalised(of) else ""
    return [
        excerpt(tasks, score),
        f"""y_hat, targets = perceptron.forward(X.T.copy()), y.T  # of all points; those to train with come first
losses = {loss}(y_hat, targets)
train_loss = losses[:n_train].mean(){cost}
test_loss = losses[n_train:].mean()
train_score = {score}(y_hat[:, :n_train], targets[:, :n_train])
test_score = {score}(y_hat[:, n_train:], targets[:, n_train:])
print(f"{training}: {{train_loss:.3f}}, {called}: {{train_score:.3f}}")
print(f"{test}: {{test_loss:.3f}}, {called}: {{test_score:.3f}}")""",
    ]
