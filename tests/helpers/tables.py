"""Reads a table as the stage saves it."""

import csv
import io


def rows_of(contents, between=","):
    """(header, rows of texts) of a table, whose lines all end as a spreadsheet has it."""
    assert contents.startswith(b"\xef\xbb\xbf")  # by which a spreadsheet knows UTF-8
    text = contents.decode("utf-8-sig")
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=between)
    return header, rows
