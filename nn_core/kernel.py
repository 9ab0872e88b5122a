"""The compiled kernel: epochs of training, and the evaluation after each, on flat arrays. Needs Numba.

It does what `Perceptron.train_epoch` does with an `UpdateRule`, operation by operation; tests/nn_core/test_kernel.py
compares them. Parameters lie in the kernel's own order: for each layer one row per input, with its weights to all
neurons, and then the biases, as the row of an input that is always 1. While an epoch is trained, every row is padded
with zeros to a multiple of four, so that four neighbouring neurons can be computed at once.

No `fastmath=True`: it would let the compiler assume that there is no NaN, and divergence would go unseen.
"""

import math

import numpy as np
from numba import njit

from nn_core.activations import EXP_LIMIT, LARGEST, LEAK, SMALLEST
from nn_core.optimisers import BETA2, EPSILON, MOMENTUM

# Compiled code compares numbers and not names: here is one for each name in the registries.
TANH, RELU, SIGMOID, LEAKY_RELU, ELU, SILU, SOFTPLUS, LINEAR = range(8)
ACTIVATION_NUMBERS = {
    "tanh": TANH, "relu": RELU, "sigmoid": SIGMOID, "leaky_relu": LEAKY_RELU, "elu": ELU, "silu": SILU,
    "softplus": SOFTPLUS, "linear": LINEAR,
}  # fmt: skip
NO_PENALTY, L1, L2 = range(3)
PENALTY_NUMBERS = {"none": NO_PENALTY, "l1": L1, "l2": L2}
PLAIN, WITH_MOMENTUM, ADAM = range(3)
OPTIMISER_NUMBERS = {"sgd": PLAIN, "momentum": WITH_MOMENTUM, "adam": ADAM}
BLOCK = 64  # examples that are evaluated at once

LANES = 4  # neurons that are trained at once
HALF_LN2 = math.log(2.0) / 2.0
ROUNDER = 1.5 * 2.0**52  # a float64 to which this is added has no bits left for a fraction
TANH_LIMIT = 20.0  # tanh(20) is 1

compiled = njit(nogil=True, cache=True, error_model="numpy")  # that is, without a check for division by 0
inlined = njit(nogil=True, cache=True, error_model="numpy", forceinline=True)


@compiled
def _sigmoid(z):
    a = 1.0 / (1.0 + math.exp(min(-z, EXP_LIMIT)))
    return min(max(a, SMALLEST), LARGEST)


@inlined
def _tanh(z):
    """tanh(z) to 4 units in the last place, without a branch, so that several can be computed at once.

    |z| = k·h + r with h = ln(2)/2, whole k and |r| ≤ h/2. Then tanh(k·h) = (2ᵏ − 1) / (2ᵏ + 1), tanh(r) = p/q is
    Lambert's continued fraction, and tanh(x + y) = (tanh x + tanh y) / (1 + tanh x · tanh y).
    """
    x = min(abs(z), TANH_LIMIT)
    rounded = x * (1.0 / HALF_LN2) + ROUNDER  # its last bits are k, and a float64 keeps 1023 + k of 2ᵏ in bit 52 and up
    power = np.int64((np.float64(rounded).view(np.int64) + 1023) << 52).view(np.float64)
    r = x - (rounded - ROUNDER) * HALF_LN2
    r2 = r * r
    r4 = r2 * r2
    p = r * (10395.0 + 1260.0 * r2 + 21.0 * r4)
    q = (10395.0 + 4725.0 * r2) + (210.0 + r2) * r4
    less, more = power - 1.0, power + 1.0
    return math.copysign((less * q + more * p) / (more * q + less * p), z)


@inlined
def _activate(kind, a, slope, start, stop):
    """Replace each pre-activation z in a[start:stop] by f(z), and put f′(z) into slope."""
    if kind == TANH:
        for j in range(start, stop):
            a[j] = _tanh(a[j])
            slope[j] = 1.0 - a[j] * a[j]
    elif kind == RELU:
        for j in range(start, stop):
            slope[j] = 1.0 if a[j] > 0.0 else 0.0
            a[j] = max(a[j], 0.0)
    elif kind == SIGMOID:
        for j in range(start, stop):
            a[j] = _sigmoid(a[j])
            slope[j] = a[j] * (1.0 - a[j])
    elif kind == LEAKY_RELU:
        for j in range(start, stop):
            slope[j] = 1.0 if a[j] > 0.0 else LEAK
            a[j] *= slope[j]
    elif kind == ELU:
        for j in range(start, stop):
            slope[j] = 1.0 if a[j] > 0.0 else math.exp(a[j])
            a[j] = a[j] if a[j] > 0.0 else math.expm1(a[j])
    elif kind == SILU:
        for j in range(start, stop):
            s = _sigmoid(a[j])
            slope[j] = s * (1.0 + min(a[j], EXP_LIMIT) * (1.0 - s))
            a[j] *= s
    elif kind == SOFTPLUS:
        for j in range(start, stop):
            slope[j] = _sigmoid(a[j])
            a[j] = max(a[j], 0.0) + math.log1p(math.exp(-abs(a[j])))
    else:
        for j in range(start, stop):
            slope[j] = 1.0


@compiled
def _loss(classifies, y_hat, y):
    """The loss of one example: the squared error, or binary cross-entropy, of which class 0 or 1 needs one term."""
    if not classifies:
        return (y_hat - y) * (y_hat - y)
    if y == 1.0:
        return -math.log(y_hat)
    if y == 0.0:
        return -math.log(1.0 - y_hat)
    return -(y * math.log(y_hat) + (1.0 - y) * math.log(1.0 - y_hat))


@compiled
def cost(penalty, sizes, parameters):
    """The penalty of all weights: the sum of |w|, or half the sum of w²."""
    return _cost(penalty, sizes, sizes, parameters)


@compiled
def _cost(penalty, sizes, widths, parameters):
    """The same, where rows of weights are padded from `sizes` to `widths`."""
    total, at = 0.0, 0
    for layer in range(sizes.size - 1):
        end = at + sizes[layer] * widths[layer + 1]
        for k in range(at, end):
            total += abs(parameters[k]) if penalty == L1 else 0.5 * parameters[k] * parameters[k]
        at = end + widths[layer + 1]
    return total


@compiled
def _add_penalty(penalty, rate, sizes, widths, parameters, g):
    """Add the penalty's derivative to the gradient."""
    at = 0
    for layer in range(sizes.size - 1):
        end = at + sizes[layer] * widths[layer + 1]
        for k in range(at, end):
            g[k] += rate * (np.sign(parameters[k]) if penalty == L1 else parameters[k])
        at = end + widths[layer + 1]


@compiled
def _clip(g, limit):
    """Shorten the gradient to the norm `limit` if it is longer."""
    total = 0.0
    for k in range(g.size):
        total += g[k] * g[k]
    norm = math.sqrt(total)
    if norm > limit:
        scale = limit / norm
        for k in range(g.size):
            g[k] *= scale


@compiled
def _update(optimiser, parameters, g, memory, updates, learning_rate):
    """Move the parameters against the gradient; `updates` is how many there were, this one included."""
    if optimiser == PLAIN:
        for k in range(g.size):
            parameters[k] -= learning_rate * g[k]
    elif optimiser == WITH_MOMENTUM:
        for k in range(g.size):
            memory[0, k] = MOMENTUM * memory[0, k] + g[k]
            parameters[k] -= learning_rate * memory[0, k]
    else:
        mean_share = 1.0 - MOMENTUM**updates
        square_share = 1.0 - BETA2**updates
        for k in range(g.size):
            memory[0, k] = MOMENTUM * memory[0, k] + (1.0 - MOMENTUM) * g[k]
            memory[1, k] = BETA2 * memory[1, k] + (1.0 - BETA2) * g[k] * g[k]
            m_hat = memory[0, k] / mean_share
            v_hat = memory[1, k] / square_share
            parameters[k] -= learning_rate * m_hat / (math.sqrt(v_hat) + EPSILON)


@compiled
def _copy(sizes, source, source_widths, target, target_widths):
    """Copy one number per parameter from rows of one width to rows of another."""
    s, t = 0, 0
    for layer in range(sizes.size - 1):
        for _ in range(sizes[layer] + 1):
            for j in range(sizes[layer + 1]):
                target[t + j] = source[s + j]
            s += source_widths[layer + 1]
            t += target_widths[layer + 1]


# Four numbers in registers, and rows of four in a table. With an index that cannot be negative (uint64) there is no
# check whether it counts from the end.


@inlined
def _at(table, row):
    row = np.uint64(row)
    return table[row, 0], table[row, 1], table[row, 2], table[row, 3]


@inlined
def _put(table, row, z):
    row = np.uint64(row)
    table[row, 0], table[row, 1], table[row, 2], table[row, 3] = z


@inlined
def _plus(z, x, y):
    """z + x·y for a number x and fours z and y."""
    return z[0] + x * y[0], z[1] + x * y[1], z[2] + x * y[2], z[3] + x * y[3]


@inlined
def _dot(y, z):
    return (y[0] * z[0] + y[1] * z[1]) + (y[2] * z[2] + y[3] * z[3])


# Tables with rows of four: `a` (inputs, then every layer's outputs), `slope` (f′ at every z) and `dz` of one example,
# the parameters `p` and their gradient `g`; `each_a` and so on are the same numbers, one by one. The neurons of a layer
# take `blocks` rows; its outputs begin at row `starts`, its weights at row `rows`.


@inlined
def _forward(sizes, blocks, starts, rows, activations, p, a, each_a, each_slope):
    """z = W·a + b and a = f(z), layer by layer; the inputs are in `a`."""
    for layer in range(sizes.size - 1):
        n_in, n_out, w = sizes[layer], blocks[layer + 1], rows[layer]
        source, out = LANES * starts[layer], starts[layer + 1]
        for j in range(n_out):
            z = _at(p, w + n_in * n_out + j)
            for i in range(n_in):
                z = _plus(z, each_a[np.uint64(source + i)], _at(p, w + i * n_out + j))
            _put(a, out + j, z)
        _activate(activations[layer], each_a, each_slope, LANES * out, LANES * (out + n_out))


@inlined
def _backward(sizes, blocks, starts, rows, each_a, each_slope, dz, each_dz, p, g, at_once, learning_rate):
    """dW = dz·aᵀ, db = dz, da of the layer before = Wᵀ·dz and its dz = da ⊙ f′(z); dz holds the output's.

    The gradient is added to `g`; if `at_once`, each parameter is updated as soon as its gradient is known instead.
    """
    for layer in range(sizes.size - 2, -1, -1):
        n_in, n_out, w = sizes[layer], blocks[layer + 1], rows[layer]
        source, out = LANES * starts[layer], starts[layer + 1]
        for i in range(n_in + 1):
            a_i = each_a[np.uint64(source + i)] if i < n_in else 1.0
            da = 0.0
            for j in range(n_out):
                row = w + i * n_out + j
                dz_j, p_ij = _at(dz, out + j), _at(p, row)
                da += _dot(p_ij, dz_j)
                if at_once:
                    _put(p, row, _plus(p_ij, -learning_rate * a_i, dz_j))
                else:
                    _put(g, row, _plus(_at(g, row), a_i, dz_j))
            if i < n_in:
                each_dz[np.uint64(source + i)] = da * each_slope[np.uint64(source + i)]


@compiled
def train_epoch(
    sizes, activations, classifies, inputs, targets, order, parameters, memory, updates,
    optimiser, penalty, penalty_rate, clip, learning_rate, batch_size,
):  # fmt: skip
    """Train one epoch in place; return (the mean of the losses, each from before its update, updates made so far).

    `inputs` (n, n_features) has one row per example, `targets` (n,) its label. The loss is NaN when any parameter is
    not finite in the end.
    """
    blocks = (sizes + LANES - 1) // LANES
    widths = LANES * blocks
    starts, rows = np.zeros(sizes.size, np.int64), np.zeros(sizes.size, np.int64)
    for layer in range(sizes.size - 1):
        starts[layer + 1] = starts[layer] + blocks[layer]
        rows[layer + 1] = rows[layer] + (sizes[layer] + 1) * blocks[layer + 1]
    shape = (starts[-1] + 1, LANES)
    a, slope, dz = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    p, g = np.zeros((rows[-1], LANES)), np.zeros((rows[-1], LANES))
    each_a, each_slope, each_dz, each_p, each_g = a.ravel(), slope.ravel(), dz.ravel(), p.ravel(), g.ravel()
    memories = np.zeros((memory.shape[0], p.size))
    _copy(sizes, parameters, sizes, each_p, widths)
    for k in range(memory.shape[0]):
        _copy(sizes, memory[k], sizes, memories[k], widths)
    output = LANES * starts[-1]  # where ŷ lies in each_a
    # A plain update by a single example needs no gradient of all parameters first.
    at_once = batch_size == 1 and optimiser == PLAIN and penalty == NO_PENALTY and clip == np.inf
    total = 0.0
    for first in range(0, order.size, batch_size):
        last = min(first + batch_size, order.size)
        if penalty != NO_PENALTY:
            total += (last - first) * penalty_rate * _cost(penalty, sizes, widths, each_p)
        if not at_once:
            each_g[:] = 0.0
        share = 1.0 / (last - first)
        for n in range(first, last):
            example = order[n]
            for i in range(sizes[0]):
                each_a[i] = inputs[example, i]
            _forward(sizes, blocks, starts, rows, activations, p, a, each_a, each_slope)
            y_hat, y = each_a[output], targets[example]
            total += _loss(classifies, y_hat, y)
            da = (y_hat - y) / (y_hat * (1.0 - y_hat)) if classifies else 2.0 * (y_hat - y)
            each_dz[output] = share * da * each_slope[output]
            _backward(sizes, blocks, starts, rows, each_a, each_slope, dz, each_dz, p, g, at_once, learning_rate)
        updates += 1
        if at_once:
            continue
        if penalty != NO_PENALTY:
            _add_penalty(penalty, penalty_rate, sizes, widths, each_p, each_g)
        if clip < np.inf:
            _clip(each_g, clip)
        _update(optimiser, each_p, each_g, memories, updates, learning_rate)
    _copy(sizes, each_p, widths, parameters, sizes)
    for k in range(memory.shape[0]):
        _copy(sizes, memories[k], widths, memory[k], sizes)
    for k in range(parameters.size):
        if not math.isfinite(parameters[k]):
            total = np.nan
    return total / order.size, updates


@compiled
def _keep(parameters, memory, kept, kept_memory):
    for k in range(parameters.size):
        kept[k] = parameters[k]
        for i in range(memory.shape[0]):
            kept_memory[i, k] = memory[i, k]


@compiled
def train_epochs(
    sizes, activations, classifies, inputs, targets, orders, parameters, memory, updates,
    optimiser, penalty, penalty_rate, clip, learning_rates, batch_size, largest, losses, trail,
):  # fmt: skip
    """Train an epoch for every row of `orders`, in place; return (epochs trained, updates made so far).

    The loss of each goes into `losses` (k,), the parameters after it into `trail` (k, n_parameters). An epoch whose
    numbers are not below `largest`, or NaN, is undone, and none follows it.
    """
    # Numbers are copied one by one: whole arrays would take seconds longer to compile.
    before, memory_before = np.empty(parameters.size), np.empty(memory.shape)
    for epoch in range(orders.shape[0]):
        updates_before = updates
        _keep(parameters, memory, before, memory_before)
        loss, updates = train_epoch(
            sizes, activations, classifies, inputs, targets, orders[epoch], parameters, memory, updates,
            optimiser, penalty, penalty_rate, clip, learning_rates[epoch], batch_size,
        )  # fmt: skip
        finite = abs(loss) < largest
        for k in range(parameters.size):
            finite &= abs(parameters[k]) < largest
        if not finite:
            _keep(before, memory_before, parameters, memory)
            return epoch, updates_before
        losses[epoch] = loss
        for k in range(parameters.size):
            trail[epoch, k] = parameters[k]
    return orders.shape[0], updates


@compiled
def predict(sizes, activations, inputs, parameters, y_hat):
    """Put the prediction for every column of `inputs`, (n_features, n), into y_hat, (n,).

    A block of examples goes through the layers at once; what the last one holds beyond n is ignored.
    """
    reach = sizes.max() * BLOCK
    a, slope = np.zeros(2 * reach), np.zeros(reach)  # a layer's outputs, and in the other half those of the one before
    for first in range(0, y_hat.size, BLOCK):
        m = min(BLOCK, y_hat.size - first)
        source, out, w = 0, reach, 0
        for i in range(sizes[0]):
            for k in range(m):
                a[i * BLOCK + k] = inputs[i, first + k]
        for layer in range(sizes.size - 1):
            n_in, n_out = sizes[layer], sizes[layer + 1]
            for j in range(n_out):
                z = np.uint64(out + j * BLOCK)
                for k in range(BLOCK):
                    a[z + np.uint64(k)] = parameters[w + n_in * n_out + j]
                for i in range(n_in):
                    weight, given = parameters[w + i * n_out + j], np.uint64(source + i * BLOCK)
                    for k in range(BLOCK):
                        a[z + np.uint64(k)] += weight * a[given + np.uint64(k)]
            _activate(activations[layer], a[out : out + n_out * BLOCK], slope, 0, n_out * BLOCK)
            w += (n_in + 1) * n_out
            source, out = out, source
        for k in range(m):
            y_hat[first + k] = a[source + k]


@compiled
def measure(classifies, y_hat, y):
    """Return (mean loss, score) of some examples: accuracy, or R², NaN where all values are equal."""
    total, right, mean, least, most = 0.0, 0, 0.0, y[0], y[0]
    for k in range(y.size):
        total += _loss(classifies, y_hat[k], y[k])
        right += (y_hat[k] >= 0.5) == (y[k] >= 0.5)
        mean += y[k]
        least, most = min(least, y[k]), max(most, y[k])
    if classifies or least == most:
        return total / y.size, right / y.size if classifies else np.nan
    mean /= y.size
    about_the_mean = 0.0
    for k in range(y.size):
        about_the_mean += (y[k] - mean) * (y[k] - mean)
    return total / y.size, 1.0 - total / about_the_mean


@compiled
def evaluate_epochs(
    sizes, activations, classifies, inputs, targets, n_train, penalty, penalty_rate, trail, measures
):  # fmt: skip
    """Put (training loss, test loss, training score, test score) of each row of `trail` into `measures` (k, 4)."""
    y_hat = np.empty(targets.size)
    for epoch in range(trail.shape[0]):
        predict(sizes, activations, inputs, trail[epoch], y_hat)
        train_loss, train_score = measure(classifies, y_hat[:n_train], targets[:n_train])
        test_loss, test_score = measure(classifies, y_hat[n_train:], targets[n_train:])
        if penalty != NO_PENALTY:
            train_loss += penalty_rate * cost(penalty, sizes, trail[epoch])
        row = measures[epoch]
        row[0], row[1], row[2], row[3] = train_loss, test_loss, train_score, test_score
