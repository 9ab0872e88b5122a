"""Rows as a file for a spreadsheet, in which no text becomes a formula or a date."""

import csv
import io
import re

from playground.languages import current

FORMULA = ("=", "+", "-", "@", "\t", "\r")
DATE_LIKE = re.compile(r"\d+[-/.: ]\d+([-/.: ]\d+)?")


def csv_file(rows):
    """Return the rows as the bytes of a CSV file, as a spreadsheet in the reader's language opens it.

    It is in UTF-8 with the mark that spreadsheets know it by; where decimals have a comma, semicolons part the cells. A
    text that a spreadsheet would take for a formula or a date, 8-8 for one, is given an apostrophe.
    """
    text, between = io.StringIO(), ";" if current().decimal == "," else ","
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [], lineterminator="\r\n", delimiter=between)
    writer.writeheader()
    writer.writerows({_cell(name): _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value):
    """Return what stands in a cell: nothing for None, a number with the reader's decimal mark, a text made harmless."""
    if isinstance(value, float):
        return repr(float(value)).replace(".", current().decimal)
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.startswith(FORMULA) or DATE_LIKE.fullmatch(value) else value
