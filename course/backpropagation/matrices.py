"""Matrices as HTML: numbers in brackets, each with its name and shape, in an equation that reads as it is computed."""

import html
import math

from playground import languages, texts
from playground.texts import _

DIGITS = 4
MOST_SAID = 8


def number(value, digits=DIGITS):
    """Return a number as a person reads it: so many digits, as 0.01234, −12.34 or 1.23e−7, without separators."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    size = abs(float(f"{value:.{digits - 1}e}"))  # rounded first: 99999.6 is too long to be written out
    if 1e-3 <= size < 1e5:
        digits = max(digits, len(str(int(size))))  # 12346 and not 12350
        return texts.number(value, f".{digits}g")
    mantissa, exponent = f"{value:.{digits - 2}e}".split("e")
    return f"{texts.number(float(mantissa), 'g')}e{texts.number(int(exponent), 'd')}"


def few(values):
    """Return numbers as a picture says them in words: the first of them, if there are many."""
    said = [number(value, 3) for value in values[:MOST_SAID]]
    return texts.listed([*said, "…"] if len(values) > MOST_SAID else said)


def equations_html(equations):
    """Return the equations of a step as HTML, one under another; what is written is marked."""
    with languages.speaking(languages.current().code):  # asked for once, and not for each of a thousand numbers
        return f'<div class="course-equations">{"".join(map(_equation_html, equations))}</div>'


def _equation_html(terms):
    parts = [f'<span class="sign">{html.escape(t)}</span>' if isinstance(t, str) else matrix_html(t) for t in terms]
    return f'<div class="course-equation">{"".join(parts)}</div>'


def matrix_html(matrix):
    """Return one matrix as HTML, with every number in full where it is pointed at, and all while it has the focus."""
    rows, columns = matrix.array.shape
    role = _("written") if matrix.is_written else _("read")
    shape = f"{rows} × {columns}"
    name = html.escape(matrix.name)
    body = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in matrix.array.tolist())
    return (
        f'<div class="course-matrix{" written" if matrix.is_written else ""}">'
        f'<div class="name">{_with_layer_raised(name)}</div><div class="brackets"><div class="inside" tabindex="0">'
        f'<table aria-label="{name}, {shape}, {role}"><tbody>{body}</tbody></table></div></div>'
        f'<div class="shape">{shape}{f" · {role}" if matrix.is_written else ""}</div></div>'
    )


def _cell(value):
    sign = ' class="minus"' if value < 0 else ' class="plus"' if value > 0 else ""
    return f'<td{sign} title="{texts.number(value, "")}">{number(value)}</td>'


def _with_layer_raised(name):
    return name.replace("[", "<sup>[").replace("]", "]</sup>")
