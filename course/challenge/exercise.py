"""The exercise of the challenge: the course's two methods with their blanks, and a learner's lines in their place."""

import re
from dataclasses import dataclass

from course.challenge.interpreter import parse
from course.challenge.syntax import Refusal, lines_of
from playground.texts import N_, _


@dataclass(frozen=True, eq=False)
class Exercise:
    """One of the two methods: the course's lines around the learner's own, and what is judged.

    `course` are the lines above them, with a place for each of the `remarks`. `after` tells, of a judged name, the one
    that it is worked out from. `others` are judged too, but no blanks.
    """

    name: str
    title: str
    course: str
    remarks: tuple[str, ...]
    start: str
    below: str
    solution: str
    after: dict[str, str | None]
    others: tuple[str, ...] = ()

    @property
    def above(self):
        """The course's lines above the blanks, with the remarks in the reader's language."""
        return self.course.format(*map(_, self.remarks))

    @property
    def judged(self):
        return (*self.after, *self.others)


BACKWARD = Exercise(
    name="backward",
    title="Layer.backward",
    course="""\
class Layer:
    ...
    # {}
    #     self.inputs   {}
    #     self.outputs  z = W·a + b

    def backward(self, da, learning_rate):""",
    remarks=(N_("forward has kept two columns:"), N_("a of the layer before")),
    start="""\
dz = ___
d_weights = ___
d_biases = ___
da_prev = ___
self.weights -= learning_rate * d_weights
self.biases -= learning_rate * d_biases
return da_prev
""",
    below="",
    solution="""\
dz = da * self.activation.derivative(self.outputs)
d_weights = np.dot(dz, self.inputs.T)
d_biases = dz
da_prev = np.dot(self.weights.T, dz)
self.weights -= learning_rate * d_weights
self.biases -= learning_rate * d_biases
return da_prev
""",
    after={"dz": None, "d_weights": "dz", "d_biases": "dz", "da_prev": "dz"},
    others=("update", "return"),
)
FIT = Exercise(
    name="fit",
    title="Perceptron.fit",
    course="""\
class Perceptron:
    ...
    # {}

    def fit(self, training_data, labels, epochs, learning_rate):
        for epoch in range(epochs):
            loss = 0
            indices = np.random.permutation(training_data.shape[0])
            training_data = training_data[indices]
            labels = labels[indices]
            for i in range(training_data.shape[0]):
                inputs = training_data[i, :].reshape(-1, 1)
                target = labels[i, :].reshape(-1, 1)""",
    remarks=(N_("__init__ has kept the list self.layers"),),
    start="""\
output = ___
loss += ___
da = ___
for layer in ___:
    da = layer.backward(da, learning_rate)
""",
    below="""\
            average_loss = loss[0, 0] / training_data.shape[0]
            print(f'Loss at epoch {epoch + 1}: {average_loss:.3f}')""",
    solution="""\
output = self.forward(inputs)
loss += -(target * np.log(output) + (1 - target) * np.log(1 - output))
da = (output - target) / (output * (1 - output))
for layer in self.layers[::-1]:
    da = layer.backward(da, learning_rate)
""",
    after={"output": None, "loss": "output", "da": "output", "loop": "da"},
    others=("forward",),
)
EXERCISES = {exercise.name: exercise for exercise in (BACKWARD, FIT)}

# --- the learner's lines

WHOLE_METHOD = re.compile(r"\s*(class |def |for epoch |for i )")
LAST_ABOVE = {"backward": re.compile(r"\s*def +backward\b"), "fit": re.compile(r"\s*target *=(?!=)")}
FIRST_BELOW = re.compile(r"\s*average_loss *=")
AROUND = re.compile(r"\s*(```\w*|import numpy as np)\s*")  # often pasted with the lines


def read(exercise, text):
    """Return the Program of a learner's lines; Refusal tells what cannot be used.

    Of a whole method the course's own lines around the blanks are left out; every line keeps its number.
    """
    program = parse(_own_lines(exercise, lines_of(text)))
    if not program.statements:
        raise Refusal(_("there is nothing here yet: fill in the blanks."))
    if exercise is FIT:
        for statement in program.statements:
            if statement.returns:
                raise Refusal(_("a return here would end fit after its first example."), statement.line)
    return program


def line_of(text, number):
    """Return a line of a text by its number, with a sign in place of each character that cannot be seen."""
    return "".join(c if c.isprintable() else "\ufffd" for c in lines_of(text)[number - 1].strip())


def _own_lines(exercise, lines):
    lines = ["" if AROUND.fullmatch(line) else line for line in lines]
    if not any(WHOLE_METHOD.match(line) for line in lines):
        return lines
    last = max((i for i, line in enumerate(lines) if LAST_ABOVE[exercise.name].match(line)), default=-1)
    if last >= 0:
        last = _end_of_head(lines, last)
        lines = [""] * (last + 1) + _indented(lines[last + 1 :])
    first = next((i for i, line in enumerate(lines) if FIRST_BELOW.match(line)), len(lines))
    return lines[:first]


def _end_of_head(lines, first):
    """Return the number of the line that ends what begins in one: a `def` may take several, up to its colon."""
    if not lines[first].lstrip().startswith("def"):
        return first
    ends = (i for i, line in enumerate(lines) if i >= first and line.partition("#")[0].rstrip().endswith(":"))
    return next(ends, first)


def _indented(lines):
    """Return the lines up to the first that is indented less: there the method ends, and the next one may begin.

    Comments, which may stand anywhere, are left out.
    """
    depths = [len(line) - len(line.lstrip()) if line.partition("#")[0].strip() else None for line in lines]
    body = next((depth for depth in depths if depth is not None), 0)
    end = next((i for i, depth in enumerate(depths) if depth is not None and depth < body), len(lines))
    return ["" if depths[i] is None else lines[i] for i in range(end)]
