"""The network as a picture: columns of neurons with what they hold by now, and the part that a step works on lit."""

import html
from itertools import pairwise

import numpy as np

from course.backpropagation.matrices import few, number
from course.backpropagation.trace import BACKWARD, FORWARD
from playground.texts import _

HEIGHT, TOP, BOTTOM = 264, 8, 40  # room under the neurons is for the names of the columns
COLUMN = 96  # from one column to the next
BOX = (64, 24)  # of a neuron that shows its number
GAP = 32  # from neuron to neuron, where there is room
MOST_WITH_NUMBERS = 8
RADIUS = 6
LEFT = 34 + BOX[0] // 2  # of the inputs: their names are beside them
RIGHT = 64  # the loss is there
SMALLEST = 0.72  # of its own size: any smaller and it cannot be read, so it scrolls


def network_svg(step, weights, inputs):
    """Return the picture of a step as SVG. `weights` are those of every layer, `inputs` the names of the inputs.

    Weights below 0 are dashed. What is at work is lit; what flows runs along the lines, forward or back.
    """
    sizes = [weights[0].shape[1], *(w.shape[0] for w in weights)]
    places = [_column(i, size) for i, size in enumerate(sizes)]
    lit = _lit(step)
    width = places[-1][0][0] + BOX[0] // 2 + RIGHT
    size = f"width: {width}px; min-width: {SMALLEST * width:.0f}px"
    parts = [
        f'<svg class="course-network {_flow(step)}" viewBox="0 0 {width} {HEIGHT}" '
        f'style="{size}" role="img" aria-label="{html.escape(_alternative(step, lit))}">'
    ]
    for layer, (matrix, (before, after)) in enumerate(zip(weights, pairwise(places), strict=True), 1):
        parts += _weights(matrix, before, after, ("weights", layer) in lit)
    parts += _loss(places[-1][0], ("loss", 0) in lit)
    for column, neurons in enumerate(places):
        parts += _neurons(column, neurons, step.neurons[column], ("neurons", column) in lit)
        parts += _caption(column, neurons[0][0], len(sizes) - 1, step.neurons[column])
    parts += [
        f'<text x="{x - BOX[0] // 2 - 6}" y="{y + 4}" text-anchor="end">{html.escape(name)}</text>'
        for (x, y), name in zip(places[0], inputs, strict=True)
    ]
    return "".join([*parts, "</svg>"])


def _lit(step):
    """The parts at work: (what, number of the column or layer)."""
    where = {
        "neurons": ("neurons", step.layer),
        "before": ("neurons", step.layer - 1),
        "weights": ("weights", step.layer),
        "loss": ("loss", 0),
    }
    return {where[light] for light in step.kind.lights}


def _flow(step):
    return {FORWARD: "forward", BACKWARD: "backward"}.get(step.kind.phase, "still")


def _alternative(step, lit):
    """Which step it is, and the numbers of the neurons that it works on."""
    held = [matrix for column, matrix in enumerate(step.neurons) if matrix is not None and ("neurons", column) in lit]
    numbers = [f"{matrix.name}: {few(matrix.array[:, 0].tolist())}." for matrix in held]
    return " ".join([_("The network at the step {label}.").format(label=step.label), *numbers])


def _column(column, size):
    """Where the neurons of a column are: a list of (x, y)."""
    room = HEIGHT - TOP - BOTTOM
    gap = min(GAP, room / size)
    top = TOP + (room - gap * (size - 1)) / 2
    return [(LEFT + column * COLUMN, round(top + i * gap)) for i in range(size)]


def _half(neurons):
    """How far a neuron reaches to either side."""
    return BOX[0] // 2 if len(neurons) <= MOST_WITH_NUMBERS else RADIUS


def _weights(matrix, before, after, is_lit):
    """The lines of a layer, those below 0 apart; a path each, for there may be hundreds of lines."""
    start, end = _half(before), _half(after)
    for name, chosen in (("plus", matrix >= 0), ("minus", matrix < 0)):
        lines = "".join(
            f"M{before[j][0] + start:g} {before[j][1]}L{after[i][0] - end:g} {after[i][1]}"
            for i, j in np.argwhere(chosen)
        )
        if lines:
            yield f'<path class="weights {name}{" lit" if is_lit else ""}" d="{lines}"/>'
            if is_lit:
                yield f'<path class="flow" d="{lines}"/>'


def _neurons(column, neurons, held, is_lit):
    kind = "neuron lit" if is_lit else "neuron"
    values = [""] * len(neurons) if held is None else [number(v, 3) for v in held.array[:, 0].tolist()]
    for (x, y), value in zip(neurons, values, strict=True):
        if len(neurons) <= MOST_WITH_NUMBERS:
            corner = f'x="{x - BOX[0] // 2}" y="{y - BOX[1] // 2}" width="{BOX[0]}" height="{BOX[1]}" rx="6"'
            yield f'<rect class="{kind}" {corner}/>'
            sign = "minus" if value.startswith("−") else "plus"
            yield f'<text class="value {sign}" x="{x}" y="{y + 4}" text-anchor="middle">{value}</text>' if value else ""
        else:
            title = f"<title>{value}</title>" if value else ""
            yield f'<circle class="{kind}" cx="{x}" cy="{y}" r="{RADIUS}">{title}</circle>'


def _caption(column, x, last, held):
    """Under a column: which layer it is, and what its numbers are."""
    words = _("inputs") if column == 0 else _("output") if column == last else _("layer {number}").format(number=column)
    yield f'<text x="{x}" y="{HEIGHT - 24}" text-anchor="middle">{html.escape(words)}</text>'
    if held is not None:
        yield f'<text class="held" x="{x}" y="{HEIGHT - 8}" text-anchor="middle">{html.escape(held.name)}</text>'


def _loss(output, is_lit):
    """The loss, to the right of the output."""
    x, y = output[0] + BOX[0] // 2 + 34, output[1]
    yield f'<path class="weights{" lit" if is_lit else ""}" d="M{output[0] + BOX[0] // 2} {y}H{x - 14}"/>'
    yield f'<circle class="neuron{" lit" if is_lit else ""}" cx="{x}" cy="{y}" r="14"/>'
    yield f'<text x="{x}" y="{y + 4}" text-anchor="middle">L</text>'
