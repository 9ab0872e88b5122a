"""Cuts a learner's file out of the source of nn_core: the lines as they stand there, without what only nn_core needs.

What only nn_core needs are the names of registries, `__repr__`, the base classes that hold no more than these, and the
checks of what a caller hands in.
"""

import ast
import inspect
from functools import cache


def excerpt(module, *names):
    """Return the definitions of `names` in a module, and of all that they use of it, in the module's own order."""
    lines, defined = _definitions(module)
    needed, asked = set(), set(names)
    while asked:
        name = asked.pop()
        needed.add(name)
        asked |= used(*_essence(defined[name])) & defined.keys() - needed
    text, before = "", None
    for name, statement in defined.items():
        if name in needed:
            is_close = isinstance(before, ast.Assign) and isinstance(statement, ast.Assign)
            text += "\n" if is_close else "\n\n\n" if before else ""
            text += _text(lines, statement)
            before = statement
    return text


def name_of(module, value):
    """Return the name under which a module holds a value."""
    return next(name for name, held in vars(module).items() if held is value)


def used(*nodes):
    """Return the names that are read in some nodes of a syntax tree."""
    found = (node for top in nodes for node in ast.walk(top) if isinstance(node, ast.Name))
    return {node.id for node in found if isinstance(node.ctx, ast.Load)}


@cache
def parsed(function):
    """Return (lines, node) of a function's or a class's source, dedented."""
    text = inspect.cleandoc("\n" + inspect.getsource(function))
    return text.splitlines(), ast.parse(text).body[0]


def docstring(of_class):
    """Return the lines of a class's docstring, indented as there."""
    lines, node = parsed(of_class)
    return "\n".join(lines[node.body[0].lineno - 1 : node.body[0].end_lineno])


def method(function, without=()):
    """Return a function's source as a method in a class: its signature, its docstring, and its `body`."""
    lines, node = parsed(function)
    head = lines[: _statements(node)[0].lineno - 1]
    return "\n".join([*(f"    {line}" if line else "" for line in head), body(function, without)])


def body(function, without=()):
    """Return the statements of a function, indented as in a class, but for docstring, checks, and those of `without`.

    Raises LookupError if one of `without` is not there.
    """
    lines, node = parsed(function)
    kept, missed = [], set(without)
    for statement in _statements(node):
        text = "\n".join(lines[statement.lineno - 1 : statement.end_lineno])
        if text.strip() in missed:
            missed.remove(text.strip())
        elif not _is_check(statement):
            kept += [f"    {line}" for line in text.splitlines()]
    if missed:
        raise LookupError(f"{function.__qualname__} has no statement {missed}.")
    return "\n".join(kept)


def returned(function):
    """Return the expression that a function of nothing but a return statement gives, as it is written there."""
    lines, node = parsed(function)
    (statement,) = _statements(node)
    return ast.get_source_segment("\n".join(lines), statement.value)


def lambdas(module, registry):
    """Return {key: the expression} of a module's dictionary of lambdas, as they are written there."""
    source = inspect.getsource(module)
    table = _definitions(module)[1][registry].value
    return {
        key.value: ast.get_source_segment(source, value.body)
        for key, value in zip(table.keys, table.values, strict=True)
    }


def _statements(node):
    """The statements of a function behind its docstring."""
    return node.body[1:] if ast.get_docstring(node) is not None else node.body


@cache
def _definitions(module):
    """Return (lines, {name: its statement}) of a module's functions, classes and plain assignments."""
    source, defined = inspect.getsource(module), {}
    for statement in ast.parse(source).body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            defined[statement.name] = statement
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            defined[statement.targets[0].id] = statement
    return source.splitlines(), defined


def _essence(statement):
    """The parts of a statement that are kept: of a function no decorator, of a class its docstring and its methods."""
    if isinstance(statement, ast.FunctionDef):
        return [statement.args, *statement.body]
    if not isinstance(statement, ast.ClassDef):
        return [statement]
    methods = [node for node in statement.body if isinstance(node, ast.FunctionDef) and node.name != "__repr__"]
    return [statement.body[0], *methods]


def _text(lines, statement):
    """The lines of a statement, with the comment that stands above it."""
    first = statement.lineno - 1
    while lines[first - 1].startswith("#"):
        first -= 1
    if isinstance(statement, ast.ClassDef):
        parts = [lines[node.lineno - 1 : node.end_lineno] for node in _essence(statement)]
        return f"class {statement.name}:\n" + "\n\n".join("\n".join(part) for part in parts)
    return "\n".join(lines[first : statement.end_lineno])


def _is_check(statement):
    """True for an `if` that raises, and for `name = checks.of_something(...)`."""
    if isinstance(statement, ast.If):
        return isinstance(statement.body[-1], ast.Raise)
    called = getattr(getattr(statement, "value", None), "func", None)
    return isinstance(called, ast.Attribute) and ast.unparse(called.value) in ("arrays", "checks")
