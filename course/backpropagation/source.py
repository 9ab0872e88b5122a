"""Where in the source of a function a statement stands, and the source as HTML with that line lit."""

import ast
import html
import inspect
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Place:
    """Lines `first` to `last` of a function's source, counted from 0, and what of them is at work.

    `start` and `end` are columns of the first line, of a part of the statement; None for all of it.
    """

    first: int
    last: int
    start: int | None = None
    end: int | None = None


@cache
def lines_of(function):
    """Return the lines of a function's source, as `inspect` finds it, without the indentation of its class."""
    return tuple(inspect.cleandoc("\n" + inspect.getsource(function)).splitlines())


@cache
def find(function, target, part=None):
    """Return the Place of the statement that assigns `target`, or that is the "return".

    `part` is an expression in it, as it is written there. Raises LookupError where there is none, or more than one.
    """
    source = "\n".join(lines_of(function))
    body = ast.parse(source).body[0]
    statement = _only([node for node in ast.walk(body) if _does(node, target)], target, function)
    place = Place(statement.lineno - 1, statement.end_lineno - 1)
    if part is None:
        return place
    parts = [node for node in ast.walk(statement) if isinstance(node, ast.expr) and ast.unparse(node) == part]
    found = _only(parts, part, function)
    # ast counts columns in bytes, and there may be an ŷ before them.
    line = source.splitlines()[found.lineno - 1].encode()
    start, end = (len(line[:column].decode()) for column in (found.col_offset, found.end_col_offset))
    return Place(place.first, place.last, start, end)


def _does(node, target):
    if target == "return":
        return isinstance(node, ast.Return)
    return isinstance(node, ast.Assign) and target in [ast.unparse(name) for name in node.targets]


def _only(found, wanted, function):
    if len(found) != 1:
        raise LookupError(f"{function.__qualname__} has {len(found)} of {wanted!r}, not one.")
    return found[0]


def origin(function):
    """Return the path of the file that holds a function, from the project's folder on, and its first line there."""
    path = Path(inspect.getsourcefile(inspect.unwrap(function))).resolve()  # of the formula, not of its check
    return path.relative_to(ROOT).as_posix(), inspect.getsourcelines(function)[1]


def as_html(function, place=None):
    """Return the source of a function or class as HTML, its docstring paler and a place in it lit."""
    path, number = origin(function)
    lines, dim = lines_of(function), _docstrings(function)
    rows = []
    for i, line in enumerate(lines):
        lit = place is not None and place.first <= i <= place.last
        text = html.escape(line)
        if lit and place.start is not None and i == place.first:
            before, part, after = line[: place.start], line[place.start : place.end], line[place.end :]
            text = f'{html.escape(before)}<b class="part">{html.escape(part)}</b>{html.escape(after)}'
        kind = "lit" if lit else "dim" if i in dim else ""
        current = ' aria-current="step"' if lit else ""
        rows.append(f'<span class="{kind}"{current} data-line="{number + i}">{text or " "}</span>')
    name = html.escape(function.__qualname__)
    head = f'<figcaption><b>{name}</b> <span class="at">{path}:{number}</span></figcaption>'
    return f'<figure class="course-code">{head}<div class="lines">{"".join(rows)}</div></figure>'


@cache
def _docstrings(function):
    """The numbers of the lines that are documentation."""
    tree = ast.parse("\n".join(lines_of(function)))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            found |= set(range(node.body[0].lineno - 1, node.body[0].end_lineno))
    return frozenset(found)
