"""The challenge: a learner's lines checked, blank by blank, and then trained with."""

from dataclasses import dataclass

import numpy as np

from course.challenge.exercise import BACKWARD, FIT, read
from course.challenge.interpreter import Frame, Unfilled
from course.challenge.mistakes import sentence_for
from course.challenge.standins import layer_stand_in, perceptron_stand_in
from course.challenge.syntax import Refusal
from course.challenge.trials import cases, is_right, outcomes, same
from course.challenge.values import Budget, kind_of
from nn_core import Layer, Perceptron, relu, sigmoid
from nn_core.utils import X_train, y_train
from playground.presets import PRESETS
from playground.texts import _

COURSE = PRESETS["course"].settings  # the network of the course, its learning rate and its ten epochs
SEED = COURSE.description.seed
EXAMPLE_OPERATIONS = 6500  # of an example in training: right lines take 300, or 5800 where all goes element by element
TRAIN_SECONDS = 15.0  # of the processor, for a training
REST = 10  # examples after which a training may give way to others


@dataclass(frozen=True)
class Verdict:
    """What is said of a blank: right or not, one sentence, and the number of the line that it is about, if any."""

    name: str
    right: bool
    sentence: str
    line: int | None = None


class Stopped(Refusal):
    """Why a training could not go on: `refusal` tells it, of a line in the method `at`."""

    def __init__(self, epoch, refusal):
        self.at, self.refusal = refusal.method or FIT.title, refusal
        sentence = _("Training stopped in epoch {epoch}, in {method}. {sentence}")
        super().__init__(sentence.format(epoch=epoch + 1, method=self.at, sentence=refusal))


# --- the check


def check(exercise, text, budget=None):
    """Return a Verdict for each blank, and for what else is wrong; Refusal where the lines cannot be run at all."""
    program, budget = read(exercise, text), budget or Budget()
    if all(is_right(exercise, program, case, budget) for case in cases(exercise)):
        return [Verdict(name, True, _("Right.")) for name in exercise.after]
    tried = [(outcomes(exercise, program, case, budget), case.right) for case in cases(exercise)]
    verdicts, wrong = [], set()
    for name in exercise.judged:
        pairs = [(found[name], right[name]) for found, right in tried]
        if not all(same(got, expected) for got, expected in pairs):
            wrong.add(name)
            verdicts.append(Verdict(name, False, sentence_for(exercise, name, pairs), _line_of(pairs)))
        elif name in exercise.after:
            before = exercise.after[name]
            sentence = (
                _("Right, as soon as {name} is right, too.").format(name=before) if before in wrong else _("Right.")
            )
            verdicts.append(Verdict(name, True, sentence))
    if not wrong:
        sentence = _("Each line is right by itself, but together they do not work: is a value changed too soon?")
        verdicts.append(Verdict("together", False, sentence))
    return verdicts


def _line_of(pairs):
    """Return the number of the line that failed where it should not have, or None; a blank is seen without it."""
    got = next(got for got, expected in pairs if not same(got, expected))
    return got.line if isinstance(got, Refusal) and not isinstance(got, Unfilled) else None


# --- training


def examined(exercise, text):
    """Return the Program to train with, and whether its lines are right; Refusal where Check has to stop them, too."""
    return read(exercise, text), all(verdict.right for verdict in check(exercise, text))


def course_network(seed=SEED):
    """Return (perceptron, rng): the course's own network with its initial weights, and what shuffles the examples."""
    rng, description = np.random.default_rng(seed), COURSE.description
    sizes = (X_train.shape[1], *description.hidden, y_train.shape[1])
    activations = [relu] * len(description.hidden) + [sigmoid]
    shapes = zip(sizes, sizes[1:], activations, strict=False)
    return Perceptron([Layer(n_inputs, n, f, rng=rng) for n_inputs, n, f in shapes]), rng


def train(backward, fit, seed=SEED, budget=None, rest=lambda: None):
    """Train the course's network with two Programs; yield the average loss of each epoch, as Perceptron.fit prints it.

    Stopped says in which epoch, method and line it could not go on. Every few examples `rest` is called. Nothing that
    the lines give a name is there for the next example, but for the loss.
    """
    budget = budget or Budget(EXAMPLE_OPERATIONS, TRAIN_SECONDS)
    perceptron, rng = course_network(seed)
    layers = [layer_stand_in(layer, _stepper(layer, backward)) for layer in perceptron.layers]
    names = {"self": perceptron_stand_in(perceptron, layers), "learning_rate": COURSE.description.learning_rate}
    names["epochs"] = COURSE.stop
    for epoch in range(COURSE.stop):
        order = rng.permutation(len(X_train))
        data, labels = X_train[order], y_train[order]
        names |= {"epoch": epoch, "loss": 0, "training_data": data, "labels": labels}
        try:
            for i in range(len(data)):
                budget.renew(EXAMPLE_OPERATIONS)
                example = {"i": i, "inputs": data[i, :].reshape(-1, 1), "target": labels[i, :].reshape(-1, 1)}
                frame = Frame(names | example, budget)
                fit.run(frame)
                names["loss"] = _of_one_number(frame.names["loss"])
                if i % REST == 0:
                    rest()
        except Refusal as refusal:
            raise Stopped(epoch, refusal) from None
        yield float(names["loss"][0, 0]) / len(data)


def _stepper(layer, program):
    """Return `backward` of a layer, made of a learner's lines."""
    stand_in = layer_stand_in(layer)

    def backward(budget, da, learning_rate):
        frame = Frame({"self": stand_in, "da": da, "learning_rate": learning_rate}, budget)
        try:
            returned = program.run(frame)
            if returned is None:
                raise Refusal(_("it returns nothing: the layer before it gets no da."))
        except Refusal as refusal:
            refusal.method = refusal.method or BACKWARD.title
            raise
        return returned

    return backward


def _of_one_number(loss):
    """Return the loss, if the course's own next line can read loss[0, 0]; Refusal else."""
    if not isinstance(loss, np.ndarray) or loss.shape != (1, 1):
        reason = _("the line below yours reads loss[0, 0], but loss is {kind}, not an array of shape (1, 1).")
        raise Refusal(reason.format(kind=kind_of(loss)))
    return loss


def falls(losses):
    """True when the mean loss of the last three epochs is below that of the first three, by more than rounding."""
    return len(losses) >= 6 and bool(np.mean(losses[-3:]) < np.mean(losses[:3]) * (1 - 1e-9))
