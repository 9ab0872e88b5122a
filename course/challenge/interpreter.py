"""Runs a learner's lines without Python's own eval or exec: it walks the checked tree, one node at a time.

`parse` makes a `Program` of a text: each node of its tree becomes a small function of a `Frame`, so that a line that
runs thousands of times is looked up once. Only what stands in a table can be reached, see `course.challenge.syntax` and
`course.challenge.values`. All that can go wrong is a `Refusal`, in one sentence.
"""

import ast
import difflib
import operator
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from course.challenge.syntax import Refusal, check, is_blank, plain, tidy, tree_of
from course.challenge.values import (
    ARRAY_FUNCTIONS,
    ARRAY_VALUES,
    BUILTINS,
    DIMENSIONS,
    LIST_FUNCTIONS,
    NUMBER_FUNCTIONS,
    NUMBERS,
    NUMPY,
    NUMPY_VALUES,
    OPERATORS,
    Function,
    Layers,
    Method,
    StandIn,
    counted,
    items,
    kind_of,
    numeric,
    settled,
    whole,
)
from playground.texts import _

LOOK_ALIKE = 500  # operations: about as long as the search for a similar name takes
LOOK_ALIKES = 40
NEEDED_ANYWAY = frozenset({"np", "self"})  # where these were given another meaning, nothing can be judged
IN_NUMPY = frozenset(dir(np))  # names only: another function of NumPy is no misspelling of one of ours


class Unfilled(Refusal):
    """A blank that is still a blank."""


class Frame:
    """The names of a method that is being run, with their values, and the budget that it runs on.

    A name may hold a Refusal in place of a value: whoever reads it is told why there is none.
    """

    def __init__(self, names, budget):
        self.names, self.budget = names, budget
        self.spend = budget.spend
        self.returned = None


@dataclass(frozen=True)
class Statement:
    """A line, or a loop with what is in it: what it does, which names it sets, and which attributes it mentions."""

    run: Callable
    line: int
    assigns: frozenset[str]
    mentions: frozenset[str]
    returns: bool


@dataclass(frozen=True)
class Program:
    """A learner's lines, ready to be run as often as needed."""

    statements: tuple[Statement, ...]

    def run(self, frame):
        """Run all statements in a frame, up to a return; without NumPy's warnings, for faults get our own sentences."""
        with np.errstate(all="ignore"):
            for statement in self.statements:
                statement.run(frame)
                if statement.returns:
                    break
        return frame.returned


def parse(lines):
    """Return the Program of some lines of text; Refusal says what cannot be used, and in which line."""
    tree = tree_of(plain(tidy(lines)))
    _check_calls(tree)  # first, since “np.load cannot be used” tells more than what is wrong with its brackets
    check(tree)
    return Program(tuple(_statement(node) for node in tree.body))


def _check_calls(tree):
    """Refuse the call of a function that is neither in our tables nor a name of the learner's own."""
    nodes = list(ast.walk(tree))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    known = stored | set(BUILTINS)
    for function in (node.func for node in nodes if isinstance(node, ast.Call)):
        if isinstance(function, ast.Name) and function.id not in known and not function.id.startswith("__"):
            raise _no_function(function.id[:40], BUILTINS, function.lineno)
        if isinstance(function, ast.Attribute) and _is_numpy(function.value) and function.attr not in NUMPY:
            raise _no_function(f"np.{function.attr[:40]}", NUMPY, function.lineno)


def _statement(node):
    inner = list(ast.walk(node))
    return Statement(
        run=STATEMENTS[type(node)](node),
        line=node.lineno,
        assigns=frozenset(each.id for each in inner if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)),
        mentions=frozenset(each.attr for each in inner if isinstance(each, ast.Attribute)),
        returns=isinstance(node, ast.Return),
    )


def at(line, function, *values):
    """Return function(*values); what it refuses, and what NumPy cannot do, is told with the number of the line."""
    try:
        return function(*values)
    except Refusal as refusal:
        if refusal.line is None and refusal.method is None:  # a method that was called has lines of its own
            refusal.line = line
        raise
    except (ArithmeticError, ValueError, TypeError, LookupError, MemoryError) as error:
        if isinstance(error, ZeroDivisionError):
            raise Refusal(_("this divides by 0."), line, kind="zero") from None
        if isinstance(error, OverflowError):
            raise Refusal(_("the result is not a finite number: the values have become too large."), line) from None
        raise Refusal(_("NumPy cannot do this with these values: look at their shapes and axes."), line) from None


# --- expressions: each function makes, of a node, a function of a frame that returns a value


def expression(node):
    """Return the function of a frame that works this expression out."""
    return EXPRESSIONS[type(node)](node)


def _constant(node):
    value = node.value
    if value is Ellipsis:  # many write a blank as three dots
        return _blank(node)
    return lambda frame: value


def _blank(node):
    def run(frame):
        raise Unfilled(_("here is a blank that is still to be filled."), node.lineno)

    return run


def _name(node):
    name, line = node.id, node.lineno
    if is_blank(name):
        return _blank(node)
    if name == "np":
        raise Refusal(_("np cannot be used on its own: call one of its functions, such as np.dot."), line)

    def run(frame):
        value = frame.names.get(name)
        if value is None:
            if name not in frame.names:
                raise _unknown(name, line, frame)
        elif isinstance(value, Refusal):
            raise value
        return value

    return run


def _unknown(name, line, frame):
    if name in BUILTINS:
        return Refusal(_("{name} is a function: it needs brackets after it.").format(name=name), line)
    frame.spend(LOOK_ALIKE)
    known = [*list(frame.names)[:LOOK_ALIKES], "np", *BUILTINS]
    close = difflib.get_close_matches(name[:40], known, 1, 0.6)
    if close:
        return Refusal(_("{name} has no value: did you mean {close}?").format(name=name[:40], close=close[0]), line)
    return Refusal(_("{name} has no value yet.").format(name=name[:40]), line)


def _binary(node):
    line = node.lineno
    left, right, combine = expression(node.left), expression(node.right), OPERATORS[type(node.op).__name__]

    def run(frame):
        frame.spend(3)
        return at(line, combine, frame.budget, left(frame), right(frame))

    return run


def _unary(node):
    line, operand = node.lineno, expression(node.operand)
    numbers, others = SIGNS[type(node.op)]

    def run(frame):
        frame.spend(2)
        value = operand(frame)
        if type(value) in NUMBERS and numbers:
            return numbers(value)
        return at(line, others, frame.budget, (value,), {})

    return run


SIGNS = {  # for a number, and for anything else
    ast.USub: (operator.neg, NUMPY["negative"]),
    ast.UAdd: (operator.pos, Function("+", ("x",), lambda budget, x: numeric(x, "+"))),
    ast.Invert: (None, Function("~", ("x",), lambda budget, x: ~whole(x, "~"))),  # self.layers[~i] counts from the end
}


def _compare(node):
    return _binary(ast.copy_location(ast.BinOp(node.left, node.ops[0], node.comparators[0]), node))


def _choice(node):
    """One value or another, as in 1 if target else 0."""
    line, test, yes, no = node.lineno, *map(expression, (node.test, node.body, node.orelse))

    def run(frame):
        frame.spend(2)
        return yes(frame) if at(line, truth, test(frame)) else no(frame)

    return run


def truth(value):
    """Return whether an “if” takes a value for true."""
    if isinstance(value, np.ndarray) and value.size == 1:
        return bool(value.item())
    if type(value) not in NUMBERS:
        raise Refusal(_("“if” needs a single number to decide by, not {kind}.").format(kind=kind_of(value)))
    return bool(value)


def _sequence(kind):
    def make(node):
        line, parts = node.lineno, [expression(part) for part in node.elts]

        def run(frame):
            frame.spend(1 + len(parts))
            return at(line, counted, kind(part(frame) for part in parts), frame.budget)

        return run

    return make


def _attribute(node):
    name, line = node.attr, node.lineno
    if _is_numpy(node.value):
        if name in NUMPY:
            raise Refusal(_("{name} is a function: it needs brackets after it.").format(name=f"np.{name}"), line)
        if name not in NUMPY_VALUES:
            raise _no_function(f"np.{name[:40]}", NUMPY, line)
        return lambda frame: NUMPY_VALUES[name]
    value = expression(node.value)

    def run(frame):
        frame.spend(2)
        owner = value(frame)
        read = ARRAY_VALUES if isinstance(owner, np.ndarray) else owner.read if isinstance(owner, StandIn) else {}
        if name not in read:
            if isinstance(owner, StandIn) and name in owner.functions:
                return Method(name, owner.functions[name])
            raise _no_attribute(owner, name, line, read)
        return at(line, read[name], owner) if read is ARRAY_VALUES else at(line, read[name])

    return run


def _is_numpy(node):
    return isinstance(node, ast.Name) and node.id == "np"


def _no_attribute(owner, name, line, known):
    reason = _("{kind} has no .{name} here").format(kind=kind_of(owner), name=name[:40])
    if name == "reverse" and isinstance(owner, Layers):
        more = _("reverse() would reverse the list itself, for the next example too; use [::-1] instead")
        return Refusal(f"{reason}: {more}.", line)
    if name in _functions_of(owner):
        return Refusal(_("{name} is a function: it needs brackets after it.").format(name=name[:40]), line)
    if known:
        return Refusal(_("{reason}, only {known}.").format(reason=reason, known=_listed(known)), line)
    return Refusal(f"{reason}.", line)


def _no_function(name, known, line):
    if name in NUMPY:
        return Refusal(_("{name} is a function of NumPy: write np.{name}.").format(name=name), line)
    inner = name.removeprefix("np.")
    close = [] if inner in IN_NUMPY else difflib.get_close_matches(inner, known, 1, 0.6)
    if close and name.startswith("np."):
        reason = _("{name} cannot be used here: did you mean np.{close}?")
        return Refusal(reason.format(name=name, close=close[0]), line)
    return Refusal(_("{name} cannot be used here: the exercise can be done without it.").format(name=name), line)


def _listed(names):
    return ", ".join(f".{name}" for name in names if name.isidentifier())


def _subscript(node):
    line, value, index = node.lineno, expression(node.value), _index(node.slice)
    cost = 1 + sum(1 for _part in ast.walk(node.slice))

    def run(frame):
        frame.spend(cost)
        picked = at(line, _pick, value(frame), index(frame))
        return at(line, counted, picked, frame.budget) if isinstance(picked, list | tuple) else picked

    return run


def _pick(value, index):
    if isinstance(value, np.ndarray):
        parts = index if isinstance(index, tuple) else (index,)
        if any(part is not None and part is not Ellipsis and type(part) not in (int, slice) for part in parts):
            raise Refusal(_("each index in square brackets must be a whole number, “:” or None."))
        if len(parts) > 2 * DIMENSIONS or value.ndim + parts.count(None) > DIMENSIONS:
            raise Refusal(_("there are more indices in the square brackets than the array has axes."))
        try:
            return settled(value[index])
        except IndexError:
            reason = _("an array of shape {shape} has no such index.")
            raise Refusal(reason.format(shape=value.shape)) from None
    if not isinstance(value, list | tuple | range):
        raise Refusal(_("{kind} cannot be indexed with square brackets.").format(kind=kind_of(value)))
    if not isinstance(index, slice):
        whole(index, "[ ]")
        if not -len(value) <= index < len(value):
            reason = _("there is no index {index} in a list of length {n}.")
            raise Refusal(reason.format(index=index, n=len(value)))
    return value[index]


def _index(node):
    """What stands in square brackets: where three dots are no blank, and a colon makes a slice."""
    if isinstance(node, ast.Slice):
        limits = [_index(part) if part else lambda frame: None for part in (node.lower, node.upper, node.step)]
        return lambda frame: slice(*(_limit(limit(frame), node.lineno) for limit in limits))
    if isinstance(node, ast.Tuple):
        parts = [_index(part) for part in node.elts]
        return lambda frame: tuple(part(frame) for part in parts)
    if isinstance(node, ast.Constant) and node.value is Ellipsis:
        return lambda frame: Ellipsis
    return expression(node)


def _limit(value, line):
    return value if value is None else at(line, whole, value, "[ : ]")


def _call(node):
    line = node.lineno
    args, named = _without_types(node)
    arguments = [expression(argument) for argument in args]
    keywords = [(keyword.arg, expression(keyword.value)) for keyword in named]
    cost = 2 + len(arguments) + len(keywords)
    find = _function(node.func)

    def run(frame):
        frame.spend(cost)
        function, first = find(frame)
        values = (*first, *[argument(frame) for argument in arguments])
        return at(line, function, frame.budget, values, {name: value(frame) for name, value in keywords})

    return run


def _without_types(node):
    """Return the arguments and keywords of a call without dtype=float and astype's float, which every array has."""
    types = [keyword.value for keyword in node.keywords if keyword.arg == "dtype"]
    converts = isinstance(node.func, ast.Attribute) and node.func.attr == "astype"
    for each in types + (node.args if converts else []):
        if ast.unparse(each) not in ("float", "np.float64"):
            raise Refusal(_("every array holds floats here: write float, or leave the type out."), node.lineno)
    return [] if converts else node.args, [keyword for keyword in node.keywords if keyword.arg != "dtype"]


def _function(node):
    """Return the function of a frame that finds what is called, and the value that it belongs to, if any."""
    line = node.lineno
    if isinstance(node, ast.Attribute) and _is_numpy(node.value):
        if node.attr not in NUMPY:
            raise _no_function(f"np.{node.attr[:40]}", NUMPY, line)
        found = (NUMPY[node.attr], ())
        return lambda frame: found
    if isinstance(node, ast.Name) and not is_blank(node.id):
        return _called_name(node.id, line)
    if isinstance(node, ast.Attribute):
        return _method(expression(node.value), node.attr, line)
    raise Refusal(_("only a function can be called: there must be its name in front of the brackets."), line)


def _called_name(name, line):
    def find(frame):
        if name not in frame.names:
            if name in BUILTINS:
                return BUILTINS[name], ()
            frame.spend(LOOK_ALIKE)
            raise _no_function(name[:40], BUILTINS, line)
        value = frame.names[name]
        if isinstance(value, Refusal):
            raise value
        if not isinstance(value, StandIn) or "()" not in value.functions:
            raise Refusal(_("{name} is {kind} and cannot be called.").format(name=name[:40], kind=kind_of(value)), line)
        return value.functions["()"], ()

    return find


def _method(value, name, line):
    def find(frame):
        owner = value(frame)
        functions = _functions_of(owner)
        if name in functions:
            return functions[name], () if isinstance(owner, StandIn) else (owner,)
        if not isinstance(owner, StandIn):
            values = ARRAY_VALUES if isinstance(owner, np.ndarray) else {}
            raise _no_attribute(owner, name, line, {**values, **functions})
        if name not in owner.read:
            raise _no_attribute(owner, name, line, {**owner.read, **functions})
        inner = at(line, owner.read[name])
        if isinstance(inner, StandIn) and "()" in inner.functions:
            return inner.functions["()"], ()
        reason = _("{name} is {kind} and cannot be called.")
        raise Refusal(reason.format(name=name[:40], kind=kind_of(inner)), line)

    return find


def _functions_of(owner):
    """Return {name: Function} of what can be called of a value, with a dot."""
    if isinstance(owner, StandIn):
        return owner.functions
    if isinstance(owner, list):
        return {"copy": LIST_FUNCTIONS["copy"]} if isinstance(owner, Layers) else LIST_FUNCTIONS
    return ARRAY_FUNCTIONS if isinstance(owner, np.ndarray) else NUMBER_FUNCTIONS if type(owner) is float else {}


EXPRESSIONS = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.IfExp: _choice,
    ast.List: _sequence(list),
    ast.Tuple: _sequence(tuple),
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: _call,
}

# --- statements


def _expression_statement(node):
    if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return lambda frame: None
    return expression(node.value)


def _assign(node):
    value, targets, line = expression(node.value), [_target(target) for target in node.targets], node.lineno

    def run(frame):
        frame.spend(1 + len(targets))
        result = value(frame)
        for target in targets:
            at(line, target, frame, result)

    return run


def _target(node):
    """Return the function of (frame, value) that gives the value to a target."""
    if isinstance(node, ast.Name):
        if node.id in NEEDED_ANYWAY:
            raise Refusal(_("{name} has a meaning already: use another name.").format(name=node.id), node.lineno)
        if is_blank(node.id):
            raise Refusal(_("here is a blank that is still to be filled."), node.lineno)
        return _set_name(node.id)
    if isinstance(node, ast.Tuple | ast.List):
        return _unpack([_target(part) for part in node.elts])
    if isinstance(node, ast.Attribute):
        if _is_numpy(node.value):
            raise Refusal(_("NumPy itself cannot be changed."), node.lineno)
        return _set_attribute(expression(node.value), node.attr)
    return _set_place(expression(node.value), _index(node.slice))


def _set_name(name):
    def run(frame, value):
        frame.names[name] = value

    return run


def _unpack(targets):
    def run(frame, value):
        values = items(value, frame.budget)
        if len(values) != len(targets):
            reason = _("there are {n} names on the left, and {given} values on the right.")
            raise Refusal(reason.format(n=len(targets), given=len(values)))
        for target, each in zip(targets, values, strict=True):
            target(frame, each)

    return run


def _set_attribute(owner, name):
    def run(frame, value):
        _writer(owner(frame), name)(value)

    return run


def _writer(owner, name):
    """Return the function that sets an attribute; Refusal when it is not for the learner to set."""
    if isinstance(owner, StandIn) and name in owner.write:
        return owner.write[name]
    if isinstance(owner, StandIn) and owner.write:
        reason = _("only {known} of {kind} can be changed here: use a plain name for anything else.")
        raise Refusal(reason.format(known=_listed(owner.write), kind=owner.kind))
    raise Refusal(_("{kind} cannot be changed here.").format(kind=kind_of(owner)))


def _set_place(owner, index):
    def run(frame, value):
        place = _place(owner(frame), index(frame))
        place[...] = _fitting(place, numeric(value, "="))

    return run


def _place(owner, index):
    """Return the part of an array that an index names, as a view with at least one axis, to be written to."""
    if not isinstance(owner, np.ndarray):
        raise Refusal(_("{kind} has no elements to set with square brackets.").format(kind=kind_of(owner)))
    _pick(owner, index)
    parts = index if isinstance(index, tuple) else (index,)
    return owner[parts if Ellipsis in parts else (*parts, Ellipsis)]


def _fitting(place, value):
    """Return a value that fits into a part of an array; Refusal where it does not."""
    while np.ndim(value) > place.ndim and len(value) == 1:  # NumPy takes a single row for what is in it
        value = value[0]
    shape = np.shape(value)
    if shape and np.broadcast_shapes(place.shape, shape) != place.shape:
        reason = _("a value of shape {b} cannot be put where the shape is {a}.")
        raise Refusal(reason.format(a=place.shape, b=shape), kind=(place.shape, shape))
    return value


def _augmented(node):
    """x += y changes an array in place, as Python does, and gives a number a new value."""
    line, combine = node.lineno, OPERATORS[type(node.op).__name__]
    value, target = expression(node.value), node.target
    read = expression(_to_load(target))
    write = _target(target)
    owner = expression(target.value) if isinstance(target, ast.Attribute) else None

    def run(frame):
        frame.spend(4)
        before = read(frame)
        if owner is not None:
            at(line, _writer, owner(frame), target.attr)
        result = at(line, combine, frame.budget, before, value(frame))
        if isinstance(before, np.ndarray):
            at(line, _in_place, before, result)
            result = before
        at(line, write, frame, result)

    return run


def _to_load(target):
    """Return the same target as an expression that reads it."""
    if isinstance(target, ast.Name):
        return ast.copy_location(ast.Name(target.id, ast.Load()), target)
    return target


def _in_place(before, result):
    if np.shape(result) != before.shape:
        reason = _("the shape would change from {a} to {b}, which an array cannot do in place.")
        raise Refusal(reason.format(a=before.shape, b=np.shape(result)), kind=(before.shape, np.shape(result)))
    before[...] = result


def _for(node):
    line, iterable, target = node.lineno, expression(node.iter), _target(node.target)
    body = [STATEMENTS[type(inner)](inner) for inner in node.body]
    cost = 2 + len(body)

    def run(frame):
        for value in at(line, items, iterable(frame), frame.budget):
            frame.spend(cost)
            at(line, target, frame, value)
            for statement in body:
                statement(frame)

    return run


def _if(node):
    line, test = node.lineno, expression(node.test)
    branches = [[STATEMENTS[type(inner)](inner) for inner in block] for block in (node.orelse, node.body)]

    def run(frame):
        frame.spend(2)
        for statement in branches[at(line, truth, test(frame))]:
            statement(frame)

    return run


def _return(node):
    value = expression(node.value) if node.value else lambda frame: None

    def run(frame):
        frame.spend(1)
        frame.returned = value(frame)

    return run


STATEMENTS = {
    ast.Expr: _expression_statement,
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.For: _for,
    ast.If: _if,
    ast.Return: _return,
    ast.Pass: lambda node: lambda frame: frame.spend(1),
}
