"""What a learner's lines can work with: numbers, small arrays, and the functions of NumPy that the exercise can need.

Every name that a learner can reach stands in a table of this module. Nothing else is ever looked up. The size of a
result is known, and paid for out of a `Budget`, before it is computed.
"""

import math
import operator
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from course.challenge.syntax import LARGEST_WHOLE, Refusal
from playground.texts import N_, Label, Texts, _, ngettext

OPERATIONS = 60_000  # of one check: a right answer takes 4,000
SECONDS = 0.2  # of the processor, for one check
ELEMENTS = 512  # of an array; the largest that the exercise needs has 400
DIMENSIONS = 4
ITEMS = 1000  # of a list, with those of the lists in it
LISTS = 3  # inside one another
LARGEST_POWER = 100  # of whole numbers
LOOK = 5000  # operations between two readings of the clock, each of which takes time
CHEAP = 16  # elements that take about as long as one operation, even where each is a power

NUMBERS = (float, int, bool)


class Exhausted(Refusal):
    """The lines have used up their operations or their time: nothing more of them is run."""


class Budget:
    """The operations and the processor time that some lines may use; and no array becomes larger than ELEMENTS.

    The time is the thread's own: a server that is busy with others does not take it away.
    """

    def __init__(self, operations=OPERATIONS, seconds=SECONDS, clock=time.thread_time):
        self.left = operations
        self.clock, self.until = clock, clock() + seconds
        self.look = operations - LOOK

    def renew(self, operations):
        """Allow so many operations again, for another example; the time goes on."""
        self.left, self.look = operations, operations - LOOK
        self._look_at_the_clock()

    def spend(self, operations):
        """Count some operations; Exhausted when there are no more, or no more time."""
        self.left -= operations
        if self.left < self.look:
            self.look = self.left - LOOK
            if self.left < 0:
                raise Exhausted(_("these lines take too many steps and were stopped: is a loop too long?"))
            self._look_at_the_clock()

    def _look_at_the_clock(self):
        if self.clock() > self.until:
            raise Exhausted(_("these lines take too long and were stopped: is a loop too long?"))

    def room(self, shape):
        """Pay for an array of this shape; Refusal when it is too large."""
        size = math.prod(shape)
        if size > ELEMENTS or len(shape) > DIMENSIONS:
            reason = _("this would make an array of shape {shape}, far larger than the exercise needs.")
            raise Refusal(reason.format(shape=_short(shape)))
        self.spend(size // CHEAP)


@dataclass(frozen=True)
class Function:
    """A function that a learner may call: its name, its parameters with their defaults, and what does the work.

    `do` is given the budget and a value for every parameter. A parameter with a star takes all values that are left.
    """

    name: str
    parameters: tuple[str, ...]
    do: Callable
    defaults: dict = field(default_factory=dict)

    def __call__(self, budget, args, keywords):
        if keywords or len(args) != len(self.parameters) or self.parameters[-1].startswith("*"):
            args = self._bind(args, keywords)
        return self.do(budget, *args)

    def _bind(self, args, keywords):
        names = self.parameters
        if names and names[-1].startswith("*"):
            names, args = (*names[:-1], names[-1][1:]), [*args[: len(names) - 1], tuple(args[len(names) - 1 :])]
        if len(args) > len(names):
            reason = ngettext(
                "{name} takes {count} value at most, and {given} are given.",
                "{name} takes {count} values at most, and {given} are given.",
                len(names),
            )
            raise Refusal(reason.format(name=self.name, count=len(names), given=len(args)))
        given = dict(zip(names, args, strict=False))
        for name, value in keywords.items():
            if name not in names or name in given:
                raise Refusal(_("{name} does not accept {keyword}=.").format(name=self.name, keyword=name[:20]))
            given[name] = value
        for name in names:
            if name not in given and name not in self.defaults:
                raise Refusal(_("{name} needs a value for {missing}.").format(name=self.name, missing=name))
        return [given.get(name, self.defaults.get(name)) for name in names]


class StandIn:
    """What stands for an object of the course, such as `self`: values to read, to write and functions to call.

    `kind` is a label; `read` has a function without arguments for each attribute, `write` one that takes the new value.
    """

    kind = Label()

    def __init__(self, kind, read=None, write=None, functions=None):
        self.kind, self.read, self.write = kind, read or {}, write or {}
        self.functions = {function.name.rpartition(".")[2]: function for function in functions or ()}


class Method(StandIn):
    """A function of a stand-in that was read and not called, such as `self.activation.derivative`."""

    def __init__(self, name, function):
        super().__init__(N_("a function without its brackets"))
        self.name, self.functions = name, {"()": function}


class Layers(list):
    """The layers of a perceptron. The list is not the learner's to change; what is made of it is a plain one."""


class Once:
    """What `reversed`, `enumerate` and `zip` give: something to loop over, that has no length and no places."""

    def __init__(self, items):
        self.items = items


def kind_of(value):
    """Return what a value is, in words."""
    if isinstance(value, StandIn):
        return value.kind
    if isinstance(value, np.ndarray):
        return _("an array of shape {shape}").format(shape=value.shape)
    return KINDS.get(type(value), _("nothing"))


KINDS = Texts({
    float: N_("a number"),
    int: N_("a number"),
    bool: N_("true or false"),
    list: N_("a list"),
    Layers: N_("a list"),
    tuple: N_("a tuple"),
    range: N_("a range"),
    Once: N_("something to loop over"),
    slice: N_("a slice"),
    type(...): N_("three dots"),
})  # fmt: skip

# --- results

TOO_LARGE = N_("the result is not a finite number: the values have become too large.")
NO_LOG = N_("the result is not a finite number: the log of 0 or of a negative number.")
NO_QUOTIENT = N_("the result is not a finite number: this divides by 0.")
NO_ROOT = N_("the result is not a finite number: the root of a negative number.")


def settled(result, trouble=TOO_LARGE):
    """Return a result as a float array, a float, an int or a bool; Refusal where it is not finite."""
    if isinstance(result, np.ndarray) and result.ndim:
        if result.dtype != float:
            result = result.astype(float)
        if not result.size:
            raise Refusal(_("this leaves an array without any elements."))
        if not math.isfinite(np.vdot(result, result)) and not np.isfinite(result).all():  # the first test is quicker
            raise Refusal(_(trouble), kind=trouble)
        return result
    if isinstance(result, np.ndarray | np.generic):
        result = result.item()
    if isinstance(result, int):
        if abs(result) > LARGEST_WHOLE:
            raise Refusal(_("this number is larger than the exercise can need."))
    elif isinstance(result, complex):
        raise Refusal(_(NO_ROOT), kind=NO_ROOT)
    elif not isinstance(result, float) or not math.isfinite(result):
        raise Refusal(_(trouble), kind=trouble)
    return result


def numeric(value, where):
    """Return the value if it is a number or an array; Refusal else."""
    if isinstance(value, Method):
        raise Refusal(_("{name} is a function: it needs brackets after it.").format(name=value.name))
    if not isinstance(value, np.ndarray) and type(value) not in NUMBERS:
        reason = _("{where} works with numbers and arrays, not with {kind}.")
        raise Refusal(reason.format(where=where, kind=kind_of(value)))
    return value


def _short(shape):
    return shape if len(str(shape)) < 60 else "(…)"


def misfit(a, b, where, rule):
    """Return the Refusal of two shapes that do not fit."""
    reason = _("the shapes {a} and {b} do not go together in {where}: {rule}.").format(a=a, b=b, where=where, rule=rule)
    return Refusal(reason, kind=(a, b))


def elementwise(budget, where, function, *values, trouble=TOO_LARGE):
    """Return function(*values), worked out element by element, with NumPy's rules for shapes that differ."""
    shape = ()
    for value in values:
        numeric(value, where)
        other = value.shape if isinstance(value, np.ndarray) else ()
        if not shape:
            shape = other
        elif other and other != shape:
            try:
                shape = np.broadcast_shapes(shape, other)
            except ValueError:
                raise misfit(shape, other, where, _("they must be equal, or 1 where they differ")) from None
    budget.room(shape)
    return settled(function(*values), trouble)


@dataclass(frozen=True)
class Operator:
    """An operator between two values: for numbers, for arrays, and what to say where the result is not finite."""

    symbol: str
    numbers: Callable
    arrays: Callable
    trouble: str = TOO_LARGE

    def __call__(self, budget, a, b):
        if type(a) in NUMBERS and type(b) in NUMBERS:
            return settled(self.numbers(a, b), self.trouble)
        return elementwise(budget, self.symbol, self.arrays, a, b, trouble=self.trouble)


def _power(a, b):
    if isinstance(a, int) and isinstance(b, int) and abs(b) > LARGEST_POWER:
        raise Refusal(_("this number is larger than the exercise can need."))
    return a**b


def product(budget, a, b, where="@"):
    """Return the matrix product of two arrays with one or two axes."""
    for value in (a, b):
        if not isinstance(value, np.ndarray):
            raise Refusal(_("{where} multiplies two matrices, not {kind}.").format(where=where, kind=kind_of(value)))
        if value.ndim > 2:
            raise Refusal(_("{where} is for arrays with one or two axes here.").format(where=where))
    if a.shape[-1] != b.shape[0]:
        rule = _("the first must have as many columns as the second has rows")
        raise misfit(a.shape, b.shape, where, rule)
    budget.room(a.shape[:-1] + b.shape[1:])
    budget.spend(a.size * (b.size // b.shape[0] if b.shape[0] else 0) // (8 * CHEAP))
    return settled(np.dot(a, b))


def _dot(budget, a, b):
    """As np.dot: a product with a number is one element by element."""
    if type(a) in NUMBERS or type(b) in NUMBERS:
        return elementwise(budget, "np.dot", np.multiply, a, b)
    return product(budget, a, b, "np.dot")


def _matmul(budget, a, b):
    return product(budget, a, b, "np.matmul")


def _outer(budget, a, b):
    budget.room((np.size(numeric(a, "np.outer")), np.size(numeric(b, "np.outer"))))
    return settled(np.outer(a, b))


def _inner(budget, a, b):
    a, b = numeric(a, "np.inner"), numeric(b, "np.inner")
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and b.ndim == 2:
        return product(budget, a, b.T, "np.inner")
    return _dot(budget, a, b)


# --- functions that change a shape


def whole(value, where):
    """Return the value if it is a whole number; Refusal else."""
    if type(value) is not int or abs(value) > LARGEST_WHOLE:
        raise Refusal(_("{where} needs a whole number here, not {kind}.").format(where=where, kind=kind_of(value)))
    return value


def _wholes(value, where, most=DIMENSIONS):
    """Return a tuple of whole numbers, from one of them or from a few."""
    values = value if isinstance(value, tuple | list) else (value,)
    if len(values) > most:
        reason = ngettext(
            "{where} takes {count} whole number at most.", "{where} takes {count} whole numbers at most.", most
        )
        raise Refusal(reason.format(where=where, count=most))
    return tuple(whole(each, where) for each in values)


def array(value, where):
    """Return the value if it is an array; Refusal else."""
    if not isinstance(value, np.ndarray):
        raise Refusal(_("{where} works with an array, not with {kind}.").format(where=where, kind=kind_of(value)))
    return value


def _reshape(budget, a, shape):
    shape = shape[0] if isinstance(shape, tuple) and len(shape) == 1 else shape
    shape = _wholes(shape, "reshape")
    before = np.shape(numeric(a, "reshape"))  # a number, such as the result of np.sum, has a shape too
    budget.room(before)
    try:
        return settled(np.reshape(a, shape))
    except ValueError:
        reason = _("an array of shape {a} cannot become one of shape {shape}: the numbers of elements differ.")
        raise Refusal(reason.format(a=before, shape=shape), kind=(before, shape)) from None


def _flat(name, function):
    """Return a Function that lays an array out in one row: a copy, or what may have to be one."""

    def do(budget, a):
        budget.room(array(a, name).shape)
        return function(a)

    return Function(name, ("a",), do)


def _transpose(budget, a, axes):
    axes = axes[0] if isinstance(axes, tuple) and len(axes) == 1 else axes
    return np.transpose(array(a, "transpose"), _wholes(axes, "transpose") if axes not in (None, ()) else None)


def _swapaxes(budget, a, axis1, axis2):
    return np.swapaxes(array(a, "swapaxes"), whole(axis1, "swapaxes"), whole(axis2, "swapaxes"))


def _expand_dims(budget, a, axis):
    budget.room((*array(a, "np.expand_dims").shape, 1))
    return np.expand_dims(a, whole(axis, "np.expand_dims"))


def _squeeze(budget, a, axis):
    return settled(np.squeeze(array(a, "squeeze"), None if axis is None else _wholes(axis, "squeeze")))


def _flip(budget, a, axis):
    if isinstance(a, list | tuple | range):
        return _turned(a, budget)
    return settled(np.flip(array(a, "np.flip"), None if axis is None else _wholes(axis, "np.flip")))


def _diag(budget, a):
    n = len(array(a, "np.diag"))
    budget.room((n, n) if a.ndim == 1 else a.shape)
    return settled(np.diag(a))


def _atleast_2d(budget, a):
    budget.room(np.shape(numeric(a, "np.atleast_2d")))
    return settled(np.atleast_2d(a).astype(float))


def _item(budget, a):
    if np.size(numeric(a, "item")) != 1:
        raise Refusal(_("item() is for an array with one element, not for one of shape {a}.").format(a=a.shape))
    return a.item() if isinstance(a, np.ndarray) else a


def _axis_function(name, function):
    """Return a Function that adds up, or the like, along an axis."""

    def do(budget, a, axis, keepdims):
        numeric(a, name)
        budget.spend(np.size(a) // CHEAP)
        axis = None if axis is None else _wholes(axis, name)
        return settled(function(a, axis=axis, keepdims=bool(keepdims)))

    return Function(name, ("a", "axis", "keepdims"), do, {"axis": None, "keepdims": False})


def _filled(name, value=None):
    """Return a Function that makes an array of a shape, filled with a value, or with what is given."""

    def do(budget, shape, fill_value):
        shape = _wholes(shape, name)
        if min(shape, default=0) < 0:
            raise Refusal(_("{where} needs a shape of positive numbers.").format(where=name))
        budget.room(shape)
        return settled(np.full(shape, numeric(fill_value, name)))

    return Function(name, ("shape", "fill_value"), do, {} if value is None else {"fill_value": value})


def _like(name, value=None):
    """Return a Function that makes an array of the shape of another, filled with a value, or with what is given."""
    filled = _filled(name, value)

    def do(budget, a, fill_value):
        return filled.do(budget, np.shape(numeric(a, name)), fill_value)

    return Function(name, ("a", "fill_value"), do, filled.defaults)


def _eye(budget, n):
    budget.room((max(whole(n, "np.eye"), 0),) * 2)
    return settled(np.eye(n))


def _array(budget, values, copy=True):
    """A copy of an array, or an array of numbers in lists."""
    if isinstance(values, np.ndarray) and not copy:
        return values
    if isinstance(values, list | tuple):
        budget.room((_elements(values),))
        try:
            return settled(np.array(values, dtype=float))
        except (ValueError, TypeError):
            raise Refusal(_("np.array needs rows of equal length, with numbers in them.")) from None
    budget.room(np.shape(numeric(values, "np.array")))
    return settled(np.array(values, dtype=float))


def _elements(values):
    """Return how many numbers lie in lists in lists, or a little more than the most that there may be."""
    total = 0
    for value in values:
        if isinstance(value, list | tuple):
            total += _elements(value)
        else:
            total += np.size(numeric(value, "np.array"))
        if total > ELEMENTS:
            break
    return total


def _same(budget, a):
    """np.asarray of an array is that array."""
    return _array(budget, a, copy=False)


def _clip(budget, a, a_min, a_max):
    limits = -math.inf if a_min is None else a_min, math.inf if a_max is None else a_max
    return elementwise(budget, "np.clip", np.clip, a, *limits)


def _elementwise(name, function, parameters="x", trouble=TOO_LARGE, **defaults):
    def do(budget, *values):
        return elementwise(budget, name, function, *values, trouble=trouble)

    return Function(name, tuple(parameters.split()), do, defaults)


TWO = "a b"
NUMPY = {
    function.name.removeprefix("np."): function
    for function in (
        Function("np.dot", ("a", "b"), _dot),
        Function("np.matmul", ("a", "b"), _matmul),
        Function("np.outer", ("a", "b"), _outer),
        Function("np.inner", ("a", "b"), _inner),
        Function("np.transpose", ("a", "axes"), _transpose, {"axes": None}),
        Function("np.swapaxes", ("a", "axis1", "axis2"), _swapaxes),
        Function("np.reshape", ("a", "shape"), _reshape),
        _flat("np.ravel", np.ravel),
        Function("np.squeeze", ("a", "axis"), _squeeze, {"axis": None}),
        Function("np.expand_dims", ("a", "axis"), _expand_dims),
        Function("np.flip", ("a", "axis"), _flip, {"axis": None}),
        Function("np.diag", ("a",), _diag),
        Function("np.atleast_2d", ("a",), _atleast_2d),
        Function("np.array", ("values", "copy"), _array, {"copy": True}),
        Function("np.asarray", ("values",), _same),
        Function("np.copy", ("a",), _array),
        _filled("np.zeros", 0.0),
        _filled("np.ones", 1.0),
        _filled("np.empty", 0.0),
        _filled("np.full"),
        _like("np.zeros_like", 0.0),
        _like("np.ones_like", 1.0),
        _like("np.empty_like", 0.0),
        _like("np.full_like"),
        Function("np.eye", ("n",), _eye),
        Function("np.identity", ("n",), _eye),
        Function("np.arange", ("*limits",), lambda budget, limits: _range(budget, limits)),
        _axis_function("np.sum", np.sum),
        _axis_function("np.mean", np.mean),
        _axis_function("np.prod", np.prod),
        _elementwise("np.multiply", np.multiply, TWO),
        _elementwise("np.add", np.add, TWO),
        _elementwise("np.subtract", np.subtract, TWO),
        _elementwise("np.divide", np.true_divide, TWO, NO_QUOTIENT),
        _elementwise("np.true_divide", np.true_divide, TWO, NO_QUOTIENT),
        _elementwise("np.power", np.float_power, TWO),
        _elementwise("np.maximum", np.maximum, TWO),
        _elementwise("np.minimum", np.minimum, TWO),
        _elementwise("np.where", np.where, "condition a b"),
        Function("np.clip", ("a", "a_min", "a_max"), _clip),
        _elementwise("np.negative", np.negative),
        _elementwise("np.reciprocal", lambda x: np.true_divide(1.0, x), trouble=NO_QUOTIENT),
        _elementwise("np.abs", np.abs),
        _elementwise("np.sign", np.sign),
        _elementwise("np.round", np.round),
        _elementwise("np.square", np.square),
        _elementwise("np.sqrt", np.sqrt, trouble=NO_ROOT),
        _elementwise("np.exp", np.exp),
        _elementwise("np.tanh", np.tanh),
        _elementwise("np.log", np.log, trouble=NO_LOG),
        _elementwise("np.log2", np.log2, trouble=NO_LOG),
        _elementwise("np.log10", np.log10, trouble=NO_LOG),
        _elementwise("np.log1p", np.log1p, trouble=NO_LOG),
    )
}
NUMPY_VALUES = {"newaxis": None}
SHARED = ("dot", "sum", "mean", "copy", "squeeze", "swapaxes", "ravel", "clip")
ARRAY_FUNCTIONS = {name: NUMPY[name] for name in SHARED} | {
    "reshape": Function("reshape", ("a", "*shape"), _reshape),
    "transpose": Function("transpose", ("a", "*axes"), _transpose),
    "flatten": _flat("flatten", np.ndarray.flatten),
    "astype": Function("astype", ("a",), _array),
    "item": Function("item", ("a",), _item),
}
NUMBER_FUNCTIONS = {name: ARRAY_FUNCTIONS[name] for name in ("reshape", "item")}  # NumPy's own numbers have them
ARRAY_VALUES = {
    "T": lambda a: a.T,
    "shape": lambda a: a.shape,
    "size": lambda a: a.size,
    "ndim": lambda a: a.ndim,
}

# --- Python's built-in functions


def items(value, budget):
    """Return the items that a loop over the value would meet: a list, a tuple, a range, or the rows of an array."""
    if isinstance(value, Once):
        return value.items
    if isinstance(value, np.ndarray):
        budget.spend(len(value))
        return [settled(row) for row in value]
    if not isinstance(value, list | tuple | range):
        raise Refusal(_("a loop cannot go through {kind}.").format(kind=kind_of(value)))
    return value


def counted(values, budget):
    """Return the values if they are not more than a list may have, those of the lists in it included."""
    waiting, total = [(values, 1)], 0
    while waiting:
        inner, depth = waiting.pop()
        for value in inner:
            total += 1
            if total > ITEMS or depth > LISTS:
                budget.spend(total)
                raise Refusal(_("this list is longer, or nested deeper, than the exercise can need."))
            if isinstance(value, list | tuple | Once):
                waiting.append((value.items if isinstance(value, Once) else value, depth + 1))
    budget.spend(total)
    return values


def _reversed(budget, value):
    if not isinstance(value, list | tuple | range):
        raise Refusal(_("reversed works with a list or a range, not with {kind}.").format(kind=kind_of(value)))
    return Once(_turned(value, budget))


def _turned(value, budget):
    """Return a list or the like turned round; a range takes no room, however long it is."""
    return value[::-1] if isinstance(value, range) else counted(value, budget)[::-1]


def _enumerate(budget, value, start):
    whole(start, "enumerate")
    return Once(counted(list(enumerate(counted(items(value, budget), budget), start)), budget))


def _zip(budget, values):
    rows = [items(value, budget) for value in values]
    counted(range((1 + len(rows)) * min(map(len, rows), default=0)), budget)  # before they are made
    return Once(counted(list(zip(*rows, strict=False)), budget))


def _sum(budget, values, start):
    total = start
    for value in counted(items(values, budget), budget):
        budget.spend(3)
        total = OPERATORS["Add"](budget, total, value)
    return total


def _listed(kind):
    def do(budget, value):
        return kind(counted(items(value, budget), budget))

    return do


def _len(budget, value):
    if not isinstance(value, list | tuple | range | np.ndarray):
        raise Refusal(_("len works with a list or an array, not with {kind}.").format(kind=kind_of(value)))
    return settled(len(value))


def _range(budget, limits):
    values = [whole(limit, "range") for limit in limits]
    if not 1 <= len(values) <= 3 or values[2:] == [0]:
        raise Refusal(_("range needs one, two or three whole numbers, and no step of 0."))
    return range(*values)


def _float(budget, value):
    return float(_item(budget, value))


def _reverse(budget, value):
    value.reverse()


LIST_FUNCTIONS = {
    "copy": Function("copy", ("value",), _listed(list)),
    "reverse": Function("reverse", ("value",), _reverse),
}


BUILTINS = {
    function.name: function
    for function in (
        Function("len", ("value",), _len),
        Function("range", ("*limits",), _range),
        Function("reversed", ("value",), _reversed),
        Function("enumerate", ("value", "start"), _enumerate, {"start": 0}),
        Function("zip", ("*values",), _zip),
        Function("sum", ("values", "start"), _sum, {"start": 0}),
        Function("list", ("value",), _listed(list)),
        Function("tuple", ("value",), _listed(tuple)),
        Function("abs", ("x",), NUMPY["abs"].do),
        Function("float", ("x",), _float),
    )
}

OPERATORS = {
    "Add": Operator("+", operator.add, np.add),
    "Sub": Operator("-", operator.sub, np.subtract),
    "Mult": Operator("*", operator.mul, np.multiply),
    "Div": Operator("/", operator.truediv, np.true_divide, NO_QUOTIENT),
    "Pow": Operator("**", _power, np.float_power),
    "MatMult": product,
    "Lt": Operator("<", operator.lt, np.less),
    "LtE": Operator("<=", operator.le, np.less_equal),
    "Gt": Operator(">", operator.gt, np.greater),
    "GtE": Operator(">=", operator.ge, np.greater_equal),
    "Eq": Operator("==", operator.eq, np.equal),
    "NotEq": Operator("!=", operator.ne, np.not_equal),
}
