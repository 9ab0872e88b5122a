"""Tests that a file becomes the points it holds, however it was saved, and that a bad one is refused in a sentence."""

import csv
import gzip
import io
import random
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nn_core.own import MAX_POINTS, decode, encode
from own_data.files import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, SEPARATORS, Gaps, Scaling, points_of, read
from own_data.guesses import guess
from own_data.points import as_csv
from tests.helpers.core import refusal


def as_bytes(contents):
    return contents.encode() if isinstance(contents, str) else contents


def loaded(contents, columns=None, header=None):
    table = read(as_bytes(contents), header)
    return points_of(table, *(columns or guess(table)))


def placed(contents, **named):
    """The points as plain lists, each with its label."""
    found = loaded(contents, **named)
    return [[*point, label] for point, label in zip(found.points.tolist(), found.labels.tolist(), strict=True)]


# --- good files, in all the ways in which programs save them

SQUARE = [[-5, -5, 0], [0, 5, 1], [5, 0, 1]]  # what each of these is
PLAIN = "a,b,c\n0,-1.5,no\n0.5,1.5,yes\n1,0,yes\n"
SAVED = {
    "commas": PLAIN,
    "semicolons": PLAIN.replace(",", ";"),
    "tabs": PLAIN.replace(",", "\t"),
    "semicolons, decimal comma": PLAIN.replace(",", ";").replace(".", ","),
    "tabs, decimal comma": PLAIN.replace(",", "\t").replace(".", ","),
    "commas, decimal comma in quotes": 'a,b,c\n0,"-1,5",no\n"0,5","1,5",yes\n1,0,yes\n',
    "no header": PLAIN.split("\n", 1)[1],
    "no header, semicolons, decimal comma": PLAIN.split("\n", 1)[1].replace(",", ";").replace(".", ","),
    "all quoted": '"a","b","c"\n"0","-1.5","no"\n"0.5","1.5","yes"\n"1","0","yes"\n',
    "separators in quotes": '"a;b\t",";b","c,d"\n0,-1.5,"no, no"\n.5,1.5,"yes; ""yes"""\n1,0,"yes; ""yes"""\n',
    "line ends in quotes": '"a\nb",b,c\n0,-1.5,"no\r\nno"\n.5,1.5,yes\n1,0,yes\n',
    "UTF-8 with BOM": b"\xef\xbb\xbf" + PLAIN.encode(),
    "UTF-16, little end first": PLAIN.replace(",", "\t").encode("utf-16"),
    "UTF-16, big end first": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "UTF-8 beyond ASCII": PLAIN.replace("a,", "größe,").replace("yes", "да"),
    "Latin-1": PLAIN.replace("a,", "größe,").replace("no", "né").encode("latin-1"),
    "Windows-1252": PLAIN.replace("a,", "€,").replace("yes", "“yes”").encode("cp1252"),
    "Windows-1251": PLAIN.replace("a,b,", "довжина,ї,").replace("no", "ні").replace("yes", "так").encode("cp1251"),
    "bytes without meaning in Windows-1252": PLAIN.encode().replace(b"a,", b"\x81\xe9,"),
    "\\r\\n": PLAIN.replace("\n", "\r\n"),
    "\\r": PLAIN.replace("\n", "\r"),
    "mixed line ends": "a,b,c\r\n0,-1.5,no\r0.5,1.5,yes\n1,0,yes\r\n\r\n",
    "no last line end": PLAIN.rstrip("\n"),
    "blank lines": "\n\na,b,c\n\n0,-1.5,no\n\n\n.5,1.5,yes\n   \n1,0,yes\n\n\n",
    "rows of separators": "a,b,c\n0,-1.5,no\n,,\n.5,1.5,yes\n, ,\t\n1,0,yes\n,,\n",
    "blanks around cells": ' a , b,c\n 0, -1.5 , no\n0.5 ,1.5,"yes"\n1,\u00a00, yes  \n',
    "blanks before quotes": 'a, "b", "c"\n0, "-1.5", "no"\n.5, "1.5", "yes"\n1, "0", "yes"\n',
    "very many blank lines at the end": PLAIN + "\n" * 150_000,
    "blank lines of blanks, decimal comma": "a;b;c\n   \n0;-1,5;no\n \n0,5;1,5;yes\n   \n1;0;yes\n",
    "a separator at each row's end": "a,b,c,\n0,-1.5,no,\n0.5,1.5,yes,\n1,0,yes,\n",
    "a separator at some rows' ends": "a,b,c\n0,-1.5,no,\n0.5,1.5,yes,,\n1,0,yes\n",
    "a separator left out at some rows' ends": "a,b,c,d\n0,-1.5,no,\n0.5,1.5,yes\n1,0,yes\n",
    "the separator said in a first line": "SEP=,\r\n" + PLAIN,
    "three decimals": PLAIN.replace("0.5", "0.500").replace("1,0", "1.000,0"),
    "three decimals and thousands": "a,b,c\n1.000,-1.5,no\n1001,1.5,yes\n2001,0,yes\n",
    "a year among the names": PLAIN.replace("a,", "2019,"),
    "exponents and signs": "a,b,c\n0e5,-15E-1,no\n+5e-1,+1.5,yes\n1.,−0,yes\n",
    "0 and 1": PLAIN.replace("no", "0").replace("yes", "1"),
    "−1 and 1": PLAIN.replace("no", "-1").replace("yes", "+1"),
    "−1 and 1, typeset": PLAIN.replace("no", "−1").replace("yes", "1"),
    "1 and 1.0, 0": PLAIN.replace("no", "0.0").replace("yes\n1", "1.0\n1").replace("yes", "1"),
    "2 and 10": PLAIN.replace("no", "2").replace("yes", "10"),
    "false and true": PLAIN.replace("no", "FALSE").replace("yes", "True"),
    "minus and plus": PLAIN.replace("no", "+").replace("yes", "-"),
    "any two words": PLAIN.replace("no", "ham").replace("yes", "spam"),
    "capitals": PLAIN.replace("no", "No").replace("yes\n1", "YES\n1"),
    "a column of text before": "who,a,b,c\nx,0,-1.5,no\ny,.5,1.5,yes\nz,1,0,yes\n",
    "the label first": "c,a,b\nno,0,-1.5\nyes,.5,1.5\nyes,1,0\n",
    "scaled": "a,b,c\n-1e300,99,no\n0,101,yes\n1e300,100,yes\n",
    "tiny": "a,b,c\n0,-5e-324,no\n5e-320,5e-324,yes\n1e-319,0,yes\n",
}


def test_the_points_are_the_same_however_a_file_was_saved():
    for how, contents in SAVED.items():
        atol = 1e-3 if how == "tiny" else 1e-12
        np.testing.assert_allclose(placed(contents), SQUARE, atol=atol, err_msg=how)


def test_letters_beyond_ascii_are_what_they_were():
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        table = read("größe\t€\tc\n1\t2\t“é”\n".encode(encoding))
        assert table.names == ("größe", "€", "c") and table.cells.iloc[0, 2] == "“é”", encoding


def test_the_alphabet_of_windows_is_told_by_whole_words():
    for encoding, words in (
        ("cp1251", ("довжина", "об’єм", "ґанок")),
        ("cp1251", ("длина", "width", "ёлка")),
        ("cp1252", ("größe", "à Orléans", "m²")),
        ("cp1252", ("espécie", "ação", "São João")),
        ("cp1252", ("länge", "où", "«é»")),
    ):
        assert read("\t".join([*words, "\n1\t2\tx\n"]).replace("\t\n", "\n").encode(encoding)).names == words


def test_the_separator_is_told():
    for separator in SEPARATORS:
        assert read(as_bytes(PLAIN.replace(",", separator))).separator == separator


def test_a_row_has_the_number_that_a_spreadsheet_shows():
    table = read(b'\na,b,"c\nd"\n\n1,2,x\n,,\n3,"4\n",y\n')
    assert table.first_row == 4 and table.cells.index.tolist() == [4, 6]
    assert table.cells.to_numpy().tolist() == [["1", "2", "x"], ["3", "4", "y"]]
    assert read(b"1,2,x\n3,4,y").first_row == 1


@pytest.mark.parametrize(
    ("header", "names", "rows"),
    [
        (None, ("column 1", "column 2", "column 3"), [["2019", "2020", "5"], ["1", "2", "6"]]),
        (False, ("column 1", "column 2", "column 3"), [["2019", "2020", "5"], ["1", "2", "6"]]),
        (True, ("2019", "2020", "5"), [["1", "2", "6"]]),
    ],
)
def test_whoever_knows_better_says_whether_there_is_a_header(header, names, rows):
    table = read(b"2019,2020,5\n1,2,6", header)
    assert (table.names, table.cells.to_numpy().tolist()) == (names, rows)
    assert table.has_header == (header is True)


def test_a_row_of_words_holds_the_names_and_so_does_a_word_above_numbers():
    for contents, has_header in (
        ("a,b,c\n1,2,x", True),
        ("a,2020,c\n1,2,x\n3,4,y", True),
        ("2019,2020,kind\n1,2,0\n3,4,1", True),
        ("2019,2020,kind\n1,2,x\n3,4,y", False),
        ("a,b,c\np,q,x\nr,s,y", True),
        ("?,?,x\n1,2,y\n2,3,x", False),
        ("NA,2,x\n1,2,y\n2,3,x", False),
        ("1,2,x\n3,4,y", False),
        (",b,c\n1,2,x\n2,3,y", True),
    ):
        assert read(contents.encode()).has_header == has_header, contents


def test_rows_are_numbered_as_in_excel_which_does_not_show_the_line_that_says_the_separator():
    table = read(b"sep=;\na;b,c;d\n1;2;x\n")
    assert (table.first_row, table.names, table.separator) == (2, ("a", "b,c", "d"), ";")


def test_names_are_short_lines_of_plain_text_no_two_alike():
    for first, names in (
        ("a,b,c", ("a", "b", "c")),
        ("a,a,a", ("a", "a (2)", "a (3)")),
        ("a (2),a,a", ("a (2)", "a", "a (3)")),
        (",b, ", ("column 1", "b", "column 3")),
        ("column 2,,c", ("column 2", "column 2 (2)", "c")),
        ("<b>a</b>,<script>alert(1)</script>,=cmd()", ("<b>a</b>", "<script>alert(1)</script>", "=cmd()")),
        ('"a\n  b","\u202eb",c\u0007', ("a b", "b", "c")),
        (f"{'long' * 30},b,c", ("longlonglonglonglonglonglonglonglongl...", "b", "c")),
    ):
        assert read(f"{first}\n1,2,x\n3,4,y".encode()).names == names


# --- which columns


def test_the_label_has_two_values_and_a_name_for_it_and_the_inputs_are_measured_numbers():
    for contents, columns in (
        ("a,b,c\n1,2,x\n3,4,y", (0, 1, 2)),
        ("c,a,b\nx,1,2\ny,3,4\nx,5,6", (1, 2, 0)),
        ("a,b,s,c\n1,2,m,x\n3,4,f,y\n5,6,m,x", (0, 1, 3)),
        ("who,a,where,b,c\nu,1,p,2,x\nv,3,q,4,y\nw,5,r,6,x", (1, 3, 4)),
        ("a,b,c,\n1,2,x,\n3,4,y,\n5,6,y,", (0, 1, 2)),
        ("a,b,c\n1,2,x\n3,4,y\n5,6,z", (0, 1, 2)),
        ("a,b,c\np,q,x\nr,s,y\nt,u,x", (0, 1, 2)),
        ("a,b,c,d\n1,p,5,x\n2,q,,Y\n3,r,7,y ", (0, 2, 3)),
        ("a,b,c\n0,0,0\n0,1,1", (0, 1, 2)),
        # Rows that are numbered, as pandas, R and people do it, and as the table of own points does.
        (",length,width,kind\n0,5.1,3.5,a\n1,4.9,3.0,a\n2,7.0,3.2,b", (1, 2, 3)),
        (",length,width,kind\n3,5.1,3.5,a\n14,4.9,3.0,a\n159,7.0,3.2,b", (1, 2, 3)),
        ("id,diagnosis,radius,texture\n842,M,17.9,10.3\n517,M,20.5,17.7\n300,B,19.6,21.2", (2, 3, 1)),
        ("#,kind,radius,texture\n842,M,17.9,10.3\n517,M,20.5,17.7\n300,B,19.6,21.2", (2, 3, 1)),
        (
            '"","species","island","bill","depth","sex","year"\n"1","Adelie","Dream",39.1,18.7,"male",2007\n'
            '"2","Adelie","Dream",NA,NA,NA,2007\n"3","Gentoo","Biscoe",49.1,14.7,"female",2008\n'
            '"4","Chinstrap","Torgersen",46.5,17.9,"female",2009',
            (3, 4, 5),
        ),
        (",x₁,x₂,class\n1,0.50,1.00,1\n2,-1.00,2.00,0\n3,,,\n4,,,", (1, 2, 3)),
        # Gaps, and a slip of the pen.
        ("row,len,wid,kind\n1,5.1,3.5,a\n2,NA,3.0,a\n3,7,3.2,b", (1, 2, 3)),
        ("who,len,wid,kind\nu,5.1,3.5,a\nv,l0,3.0,a\nw,7,3.2,b", (1, 2, 3)),
        ("a,b,c,remark\n1,2,x,\n2,3,y,ok\n3,4,x,check", (0, 1, 2)),
        # Other columns with two values.
        ("a,b,class,fold\n3,2,x,1\n2,5,y,2\n1,4,x,1", (0, 1, 2)),
        ("a,b,c,fold\n3,5,0,1\n2,3,1,2\n1,4,0,1", (0, 1, 2)),
        ("Survived,Sex,Age,Fare\n0,male,22,7.2\n1,female,38,71.3\n1,female,26,7.9", (2, 3, 0)),
        ("a,b,вид,c\n1,2,0,x\n2,3,1,y\n3,4,0,x", (0, 1, 2)),
    ):
        assert guess(read(contents.encode())) == columns, contents


def test_any_three_columns_can_be_chosen():
    contents = "a,b,c,d\n1,10,x,7\n3,30,y,9\n2,20,y,8\n"
    assert placed(contents, columns=(3, 1, 2)) == [[-5, -5, 0], [5, 5, 1], [0, 0, 1]]


# --- bad files: the bytes, and the very sentence


def zipped():
    with zipfile.ZipFile(into := io.BytesIO(), "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return into.getvalue()


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
NO_TEXT = "This file holds no text, whatever its name says: save the table as CSV and load that."
ONE = (
    "Row 1 has one cell, and a table needs at least three columns, two inputs and a label, with commas, semicolons or "
    "tabs between them."
)
TWO = "Row 1 has two cells, and a table needs at least three columns, two inputs and a label."
OPEN = "Row {}: a quote opens and never closes; close it, or take it out."
GOES_ON = "Row {}: a cell goes on after its closing quote; a quote that belongs to the text must be doubled."
LONG = "Row {}: a cell has more than 100,000 characters; perhaps a quote opens and never closes."
EMPTY = "Row {}, column '{}': the cell is empty; fill it in, or leave the row out."
MISSING = "Row {}, column '{}': {} stands for a missing value; fill it in, or leave the row out."
INFINITE = "Row {}, column '{}': {} is not a finite number; change it, or take the row out of the file."
LARGE = "Row {}, column '{}': {} is too large; numbers from −1e300 to 1e300 can be used."
TEXT = "Row {}, column '{}': {} is not a number; change it, take the row out of the file, or choose another column."
THOUSANDS = "Row {}, column '{}': {} has a thousands separator; save the file without such separators."
EITHER = (
    "Row {}, column '{}': {} is either {} with a thousands separator, or a number with three decimals; write the "
    "column without such separators, or with another number of decimals."
)
THIRD = "Row {}, column '{}': {} is a third value, besides {} and {}; choose a column with two, or take rows out."
TOO_MANY_ROWS = "The file has more than 100,000 rows, which is as many as can be read; take some out of it."
TOO_WIDE = "Row 1 has {} cells, and at most 100 columns can be read; take some out of the file."
FEW = "Row {} has too few cells, {}, and row {} has {}; fill in what is missing."
MANY = "Row {} has too many cells, {}, and row {} has {}; a separator inside a cell needs quotes around the cell."
COMMA = (
    "Row {} has too many cells, {}, and row {} has {}; a comma inside a cell, a decimal comma too, needs quotes around "
    "the cell, or semicolons between the columns."
)
ABC = "a,b,c\n1,2,x\n"  # a good start
BAD = {
    "nothing": (b"", "The file is empty."),
    "blanks": (b" \n\t\r\n ", "The file is empty."),
    "a BOM alone": (b"\xef\xbb\xbf", "The file is empty."),
    "a BOM of UTF-16 alone": (b"\xff\xfe", "The file is empty."),
    "line ends alone": (b"\n" * MAX_BYTES, "The file is empty."),
    "commas alone": (b",,,\n,,,\n", "The file is empty: it has separators, and no text between them."),
    "quotes alone": (b'"",""\n', "The file is empty: it has separators, and no text between them."),
    "names alone": (b"a,b,c\n", "Row 1 holds the names, and no row of data follows."),
    "names and blank rows": (b"\na,b,c\n\n,,\n", "Row 2 holds the names, and no row of data follows."),
    "one column": (b"a\n1\n2\n", ONE),
    "prose": (b"Dear all\n\nplease find attached\n", ONE),
    "columns by blanks": (b"1 2 x\n3 4 y\n", ONE),
    "a title above the table": (
        b"\nMeasured in May\n\na;b;c\n1,5;2;x\n2,5;3;y\n",
        "Row 2 has one cell, and the table begins below it; take the rows above row 4 out of the file.",
    ),
    "a row of units": (b"a,b,c\ncm,kg,\n1,2,x\n2,3,y\n", EMPTY.format(2, "c")),
    "columns by bars": (b"1|2|x\n3|4|y\n", ONE),
    "two columns": (b"a,b\n1,x\n2,y\n", TWO),
    "two columns by semicolons": (b"1,5;x\n2,5;y\n", TWO),
    "a ZIP archive": (
        zipped(),
        "This is a ZIP archive (an Excel file, perhaps), not a CSV file: save the table as CSV and load that.",
    ),
    "an empty ZIP archive": (
        b"PK\x05\x06" + b"\0" * 18,
        "This is an empty ZIP archive, not a CSV file: save the table as CSV and load that.",
    ),
    "an old Excel file": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
        "This is an old Excel file, not a CSV file: save the table as CSV and load that.",
    ),
    "a gzip archive": (
        gzip.compress(PLAIN.encode()),
        "This is a gzip archive, not a CSV file: save the table as CSV and load that.",
    ),
    "a PDF document": (
        b"%PDF-1.7\n1,2,x\n",
        "This is a PDF document, not a CSV file: save the table as CSV and load that.",
    ),
    "a PNG picture": (PNG, "This is a PNG picture, not a CSV file: save the table as CSV and load that."),
    "a JPEG picture": (
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        "This is a JPEG picture, not a CSV file: save the table as CSV and load that.",
    ),
    "a GIF picture": (b"GIF89a,1,2", "This is a GIF picture, not a CSV file: save the table as CSV and load that."),
    "zero bytes": (b"1,2,x\n\0,4,y\n", NO_TEXT),
    "UTF-16 that does not say so": (PLAIN.encode("utf-16-le"), NO_TEXT),
    "UTF-16 cut in half": (PLAIN.encode("utf-16")[:-1], NO_TEXT),
    "UTF-32": (PLAIN.encode("utf-32"), NO_TEXT),
    "a byte too many": (
        b"1,2,x\n" * 333_333 + b"1,2",
        "The file has 2,000,001 bytes, and at most 2,000,000 can be read; take rows or columns out of it.",
    ),
    "a row too many": (b"1,2,3\n" * (MAX_ROWS + 1), TOO_MANY_ROWS),
    "a million blank rows": (b"\n" * 1_000_000 + b"1,2,x", TOO_MANY_ROWS),
    "a column too many": (b"1," * MAX_COLUMNS + b"x\n", TOO_WIDE.format(101)),
    "a hundred thousand columns": (b"1," * 99_999 + b"x\n", TOO_WIDE.format("100,000")),
    "a quote that never closes": (f'{ABC}3,4,"y\n5,6,x\n7,8,y\n', OPEN.format(3)),
    "a quote that never closes in the last cell": (f'{ABC}3,4,"', OPEN.format(3)),
    "a quote that never closes in the first row": (b'a,b,"c\n1,2,x\n', OPEN.format(1)),
    "a quote that never closes in the first cell": (b'"a,b,c\n1,2,x\n', OPEN.format(1)),
    "a quote that never closes for long": (ABC + '3,4,"y\n' + "5,6,x\n" * 50_000, LONG.format(3)),
    "a long cell": (ABC + f"3,4,{'y' * 140_000}\n", LONG.format(3)),
    "a cell that goes on after its quote": (f'{ABC}3,"4"5,y\n', GOES_ON.format(3)),
    "a quote inside a quoted cell": (f'{ABC}3,4,"the "y" class"\n', GOES_ON.format(3)),
    "a row too short by one": (f"{ABC}3,4\n", EMPTY.format(3, "c")),
    "a row too short": (f"{ABC}3\n", FEW.format(3, 1, 1, 3)),
    "a row too short after blank ones": (f"\n{ABC}\n\n3\n", FEW.format(6, 1, 2, 3)),
    "a row too long": (f"{ABC}3,4,y,z\n", COMMA.format(3, 4, 1, 3)),
    "a row too long, semicolons": ("a;b;c\n1;2;x\n3;4;y;z\n", MANY.format(3, 4, 1, 3)),
    "decimal commas without quotes": (b"a,b,c\n1,5,2,5,x\n3,5,4,5,y\n", COMMA.format(2, 5, 1, 3)),
    "rows of text, one too short": (b"a,b,c\nd\n", FEW.format(2, 1, 1, 3)),
    "no row that is whole": (
        b"a,b,c\n1,2\n,3,x\n4,NA,y\n",
        "No row has values in all of the columns 'a', 'b', 'c'; choose others.",
    ),
    "a row that is cut off, decimal comma": (b"a;b;c\n1,5;2,5;x\n3", FEW.format(3, 1, 1, 3)),
    "a row that is cut off": (f"{ABC}3", FEW.format(3, 1, 1, 3)),
    "an empty number": (f"{ABC},4,y\n", EMPTY.format(3, "a")),
    "an empty number of blanks": (f"{ABC}3,   ,y\n", EMPTY.format(3, "b")),
    "an empty label": (f"{ABC}3,4,\n5,6,y\n", EMPTY.format(3, "c")),
    "NaN": (f"{ABC}NaN,4,y\n", MISSING.format(3, "a", "'NaN'")),
    "nan in the second column": (f"{ABC}3,nan,y\n", MISSING.format(3, "b", "'nan'")),
    **{
        cell: (f"{ABC}3,{cell},y\n", MISSING.format(3, "b", f"'{cell}'"))
        for cell in ("NA", "?", "-", "–", "#NV", "#DIV/0!")
    },
    **{
        f"a label that is {cell}": (f"{ABC}3,4,{cell}\n5,6,y\n", MISSING.format(3, "c", f"'{cell}'"))
        for cell in ("NA", "?", "-")
    },
    "many gaps": (
        f"{ABC}3,4,y\n5,NA,y\n,6,x\n7,8,?\n,,\n",
        "Row 4, column 'b': 'NA' stands for a missing value; 3 rows in all have a gap: fill them in, or leave these "
        "rows out.",
    ),
    "a gap in a first row of marks": (b"?,?,x\n1,2,y\n2,3,x\n", MISSING.format(1, "column 1", "'?'")),
    "a label that is NaN": (f"{ABC}3,4,y\n5,6,NaN\n", MISSING.format(4, "c", "'NaN'")),
    "inf": (f"{ABC}inf,4,y\n", INFINITE.format(3, "a", "'inf'")),
    "-Infinity": (f"{ABC}3,-Infinity,y\n", INFINITE.format(3, "b", "'-Infinity'")),
    "∞": (f"{ABC}∞,4,y\n", INFINITE.format(3, "a", "'∞'")),
    "too large for a float": (f"{ABC}1e999,4,y\n", LARGE.format(3, "a", "'1e999'")),
    "too large for a difference": (f"{ABC}-1.5e308,4,y\n", LARGE.format(3, "a", "'-1.5e308'")),
    "a number of 1,000 digits": (f"{ABC}{'9' * 1000},4,y\n", LARGE.format(3, "a", f"'{'9' * 17}...{'9' * 18}'")),
    "text for a number": (f"{ABC}3,four,y\n5,6,x\n", TEXT.format(3, "b", "'four'")),
    "text for a number in the first row": (b"1,2,x\n3,4,y\nfive,6,y\n", TEXT.format(3, "column 1", "'five'")),
    "a unit": (f"{ABC}3 cm,4,y\n", TEXT.format(3, "a", "'3 cm'")),
    "two points": (f"{ABC}1.2.3,4,y\n", TEXT.format(3, "a", "'1.2.3'")),
    "thousands": (f'{ABC}"1,234.5",4,y\n', THOUSANDS.format(3, "a", "'1,234.5'")),
    "thousands, decimal comma": ("a;b;c\n1.234,5;1;x\n3;4;y", THOUSANDS.format(2, "a", "'1.234,5'")),
    "millions": ("a;b;c\n1.234.567;1;x\n3;4;y", THOUSANDS.format(2, "a", "'1.234.567'")),
    "thousands by blanks": ("a;b;c\n1\u00a0234;1;x\n3;4;y", THOUSANDS.format(2, "a", "'1 234'")),
    "thousands by apostrophes": ("a;b;c\n1'234;1;x\n3;4;y", THOUSANDS.format(2, "a", '"1\'234"')),
    "thousands beside decimals": (
        "weight;length;kind\n1.234;2,5;a\n999;3,5;b\n2.345;1,0;a",
        EITHER.format(2, "weight", "'1.234'", "1234"),
    ),
    "thousands beside decimals, in quotes": (
        'weight,length,kind\n999,3.5,b\n"1,234",2.5,a\n"2,345",1,a',
        EITHER.format(3, "weight", "'1,234'", "1234"),
    ),
    "thousands beside decimals in a column that is not chosen": (
        "a;b;c;d\n1.234;1;x;0,5\n9;2;y;1",
        EITHER.format(2, "a", "'1.234'", "1234"),
    ),
    "thousands beside hundreds": ("a;b;c\n1.234;1;x\n-999;2;y", EITHER.format(2, "a", "'1.234'", "1234")),
    "thousands of either kind": ("a;b;c\n1.234;1,234;x\n2.345;2,345;y", EITHER.format(2, "a", "'1.234'", "1234")),
    "an underscore": (f"{ABC}1_000,4,y\n", TEXT.format(3, "a", "'1_000'")),
    "other digits": (f"{ABC}٣,4,y\n", TEXT.format(3, "a", "'٣'")),
    "hexadecimal": (f"{ABC}0x10,4,y\n", TEXT.format(3, "a", "'0x10'")),
    "a formula": (f"{ABC}=cmd(),4,y\n", TEXT.format(3, "a", "'=cmd()'")),
    "HTML in a cell": (f"{ABC}<script>alert(1)</script>,4,y\n", TEXT.format(3, "a", "'<script>alert(1)</script>'")),
    "HTML in a name": ("<b>a</b>,b,c\n1,2,x\n!,4,y\n", TEXT.format(3, "<b>a</b>", "'!'")),
    "a formula for a name": ("=cmd(),b,c\n1,2,x\n!,4,y\n", TEXT.format(3, "=cmd()", "'!'")),
    "a line end in a cell": (f'{ABC}"3\n4",4,y\n', TEXT.format(3, "a", r"'3\n4'")),
    "a long text for a number": (f"{ABC}{'n' * 1000},4,y\n", TEXT.format(3, "a", f"'{'n' * 17}...{'n' * 18}'")),
    "numbers with a point and with a comma": (
        f'{ABC}3.5,4,y\n5,6,y\n"7,5",8,y\n',
        "Row 5, column 'a': '7,5' has a decimal comma, and '3.5' in row 3, column 'a', has a decimal point; use one of "
        "them in the whole file.",
    ),
    "a column with points and one with commas": (
        "a;b;c\n1;2,5;x\n3.5;4;y\n",
        "Row 3, column 'a': '3.5' has a decimal point, and '2,5' in row 2, column 'b', has a decimal comma; use one of "
        "them in the whole file.",
    ),
    "one class": (f"{ABC}3,4,x\n", "Column 'c' has one value only, 'x', in every row; a label needs two."),
    "one class, in capitals too": (
        f"{ABC}3,4,X\n",
        "Column 'c' has one value only, 'x', in every row; a label needs two.",
    ),
    "a single row": (b"1,2,x", "Column 'column 3' has one value only, 'x', in every row; a label needs two."),
    "three classes": (f"{ABC}3,4,y\n5,6,z\n", THIRD.format(4, "c", "'z'", "'x'", "'y'")),
    "four classes": (f"{ABC}3,4,y\n5,6,y\n7,8,z\n9,9,w\n", THIRD.format(5, "c", "'z'", "'x'", "'y'")),
    "numbers for classes": (b"1,2,0\n3,4,1\n5,6,2\n", THIRD.format(3, "column 3", "'2'", "'0'", "'1'")),
}


def test_a_bad_file_is_refused_in_a_sentence_that_says_where():
    for what, (contents, sentence) in BAD.items():
        columns = None if b"\0" in as_bytes(contents) else (0, 1, 2)
        assert refusal(loaded, contents, columns=columns) == sentence, what


def test_there_are_sixty_bad_files_and_more():
    assert len(BAD) >= 60


def test_a_column_is_chosen_once():
    for columns, name in (((0, 0, 2), "a"), ((0, 2, 2), "c"), ((2, 1, 2), "c"), ((2, 2, 2), "c")):
        told = f"Column '{name}' is chosen twice; choose three different columns: two inputs and a label."
        assert refusal(points_of, read(PLAIN.encode()), *columns) == told


def test_columns_that_are_empty_are_refused():
    table = read(b"a,b,c,d\n,,,1\n,,,2\n")
    assert refusal(points_of, table, 0, 1, 2) == "No row has values in all of the columns 'a', 'b', 'c'; choose others."


# --- what is told about the points


def test_a_row_that_is_empty_in_the_chosen_columns_is_left_out_and_told():
    one = loaded("a,b,c,d\n1,2,x,\n,,,note\n3,4,y,\n", columns=(0, 1, 2))
    assert (len(one.points), one.rows) == (2, 2)
    assert one.notes == ("Row 3 is left out: its three cells are empty.",)
    two = loaded("a,b,c,d\n1,2,x,\n,,,note\n3,4,y,\n,,,too\n", columns=(0, 1, 2))
    assert two.notes == ("2 rows are left out, the first of them row 3: their three cells are empty.",)


def test_rows_with_gaps_are_left_out_where_that_is_wanted_and_told():
    contents = b"a,b,c,d\n1,2,x,\n2,NA,x,\n3,4,y,NA\n,5,y,1\n,,,7\n"
    with pytest.raises(Gaps) as gaps:
        points_of(read(contents), 0, 1, 2)
    assert gaps.value.count == 2
    found = points_of(read(contents), 0, 1, 2, leave_out=True)
    assert found.points.tolist() == [[-5, -5], [5, 5]] and found.labels.tolist() == [0, 1] and found.rows == 2
    assert found.notes == (
        "Row 6 is left out: its three cells are empty.",
        "2 rows with gaps are left out, the first of them row 3.",
    )


@pytest.mark.parametrize("low", [-6, 0])
def test_values_on_the_square_stay_as_they_are_where_that_is_wanted(low):
    contents = f"x1,x2,class\n{low},1.25,0\n3,6,1\n".encode()
    assert points_of(read(contents), 0, 1, 2).points.tolist() == [[-5, -5], [5, 5]]
    found = points_of(read(contents), 0, 1, 2, as_they_are=True)
    assert found.fits and found.points.tolist() == [[low, 1.25], [3, 6]]


def test_values_beyond_the_square_are_scaled_all_the_same():
    found = points_of(read(b"x1,x2,class\n-6.01,1,0\n3,6,1\n"), 0, 1, 2, as_they_are=True)
    assert not found.fits and found.points.tolist() == [[-5, -5], [5, 5]]


@pytest.mark.parametrize("decimal", [".", ","])
def test_points_that_were_saved_load_as_the_very_same_points(decimal):
    draw = np.random.default_rng(0)
    text = encode(draw.uniform(-6, 6, (500, 2)), draw.integers(0, 2, 500))
    table = read(as_csv(*decode(text), decimal))
    found = points_of(table, *guess(table), as_they_are=True)
    assert table.names == ("x1", "x2", "class") and encode(found.points, found.labels) == text


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ([1, 2, 3, 1e6], ("Points that coincide with another: 2 of 4, since",)),
        ([1, 2, 3, 1e3, 1e3], ()),  # what was the same before is no loss
        (range(3000), ("Points that coincide with another: 1,999 of 3,000, since",)),
        (range(1000), ()),
    ],
)
def test_many_points_that_rounding_makes_one_are_told(values, note):
    found = loaded("a,b,c\n" + "".join(f"{value},{value},{at % 2}\n" for at, value in enumerate(values)))
    assert tuple(text[: len(start)] for text, start in zip(found.notes, note, strict=True)) == note


def test_class_0_is_the_smaller_number_or_the_first_in_the_alphabet():
    for texts, classes in (
        (["1", "0"], ("0", "1")),
        (["1", "-1"], ("-1", "1")),
        (["yes", "no"], ("no", "yes")),
        (["TRUE", "false"], ("false", "TRUE")),
        (["10", "9"], ("9", "10")),
        (["virginica", "Versicolor"], ("Versicolor", "virginica")),
        (["word", "3"], ("3", "word")),
        (["<b>", "=cmd()"], ("<b>", "=cmd()")),
        (["é", "z"], ("z", "é")),
        (["y" * 99, "n"], ("n", "y" * 37 + "...")),
    ):
        ones = [float(text.startswith(classes[1].rstrip("."))) for text in texts]
        found = loaded(f"a,b,c\n1,2,{texts[0]}\n3,4,{texts[1]}\n")
        assert (found.classes, found.labels.tolist()) == (classes, ones)


def test_a_class_is_called_what_it_is_called_first():
    found = loaded("a,b,c\n1,2,Yes\n3,4,NO\n5,6,YES\n7,8,no\n")
    assert found.classes == ("NO", "Yes") and found.labels.tolist() == [1, 0, 1, 0]


def test_how_values_became_coordinates_is_told():
    found = loaded("width,height,c\n2.5,7,x\n3,7,y\n4.5,7,x\n")
    assert found.scalings == (Scaling("width", 2.5, 4.5), Scaling("height", 7, 7))
    assert found.points.tolist() == [[-5, 0], [-2.5, 0], [5, 0]]
    assert found.scalings[0].places([3.5]) == 0


@pytest.mark.parametrize(
    ("rows", "labels"),
    [(MAX_POINTS, lambda row: row % 2), (MAX_POINTS + 1, lambda row: row == 7), (12_345, lambda row: row % 3 == 0)],
    ids=["just enough", "one too many", "many too many"],
)
def test_of_too_many_rows_some_of_each_class_are_taken_evenly(rows, labels):
    lines = [f"{row},{row % 100},{int(labels(row))}" for row in range(rows)]
    found = loaded("\n".join(["a,b,c", *lines]))
    taken = np.rint((found.points[:, 0] + 5) / 10 * (rows - 1)).astype(int)
    every = -(-rows // (MAX_POINTS - 1)) if rows > MAX_POINTS else 1
    expected = [[row for row in range(rows) if labels(row) == label][::every] for label in (False, True)]
    assert taken.tolist() == sorted(expected[0] + expected[1])
    assert len(taken) <= MAX_POINTS and found.rows == rows and found.labels.tolist() == [labels(row) for row in taken]
    told = (
        f"{rows:,} rows are more than the 5,000 points that fit; of each class one row in {every} is taken, "
        f"{len(taken):,} in all."
    )
    assert found.notes == ((told,) if rows > MAX_POINTS else ())


def test_points_of_a_file_can_be_own_points():
    found = loaded(SAVED["scaled"])
    assert encode(found.points, found.labels)


# --- many files

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
words = st.sampled_from(["ja", "nein", "Ja", "maybe, not", "<b>", 'say "x"', "a;b", "tab\tbed", "line\nend"])
values = st.floats(-1e300, 1e300)


@st.composite
def tables(draw):
    names = [draw(words) + str(place) for place in range(draw(st.integers(3, 6)))]
    return [names, *draw(st.lists(st.tuples(*[values] * (len(names) - 1), words), min_size=1, max_size=30))]


def written(rows, **dialect):
    csv.writer(into := io.StringIO(), **dialect).writerows(rows)
    return into.getvalue()


@given(
    tables(),
    st.sampled_from(SEPARATORS),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
)
def test_whatever_is_written_as_csv_is_read_back(rows, separator, quoting, end, encoding, comma):
    # A writer whose rows end otherwise leaves a line feed without quotes, and then the row does end there.
    texts = [[str(cell).replace(".", "," if comma else ".").replace("\n", end) for cell in row] for row in rows]
    table = read(written(texts, delimiter=separator, quoting=quoting, lineterminator=end).encode(encoding))
    assert (table.separator, table.has_header) == (separator, True)
    assert table.cells.to_numpy().tolist() == [[cell.replace(end, "\n") for cell in row] for row in texts[1:]]
    # The very same numbers: that they are scaled is the only difference.
    columns = [list(column) for column in zip(*rows[1:], strict=True)]
    kinds = {" ".join(word.split()).casefold() for word in columns[-1]}
    if len(kinds) == 2:
        found = points_of(table, 0, 1, len(columns) - 1)
        for place, scaling in enumerate(found.scalings):
            assert (scaling.low, scaling.high) == (min(columns[place]), max(columns[place]))
            np.testing.assert_array_equal(found.points[:, place], scaling.places(columns[place]))


@given(st.lists(st.tuples(cells, cells, cells, cells), min_size=2, max_size=8))
def test_texts_of_any_characters_are_read_back(rows):
    text = written([["a", "b", "c", "d"], *rows], quoting=csv.QUOTE_ALL, lineterminator="\n")
    plain = [[cell.replace("\r\n", "\n").replace("\r", "\n").strip() for cell in row] for row in rows]
    kept = [row for row in plain if any(row)]
    if kept:
        assert read(text.encode(), True).cells.to_numpy().tolist() == kept


pieces = st.sampled_from(
    [*",;\t\"'\n\r =+-−.eE01", "\r\n", '""', "nan", "inf", "1,5", "yes", "é", "😀", "\ufeff", "1e999"]
)
patched = st.tuples(st.sampled_from(sorted(SAVED)), st.lists(st.tuples(st.integers(0, 200), st.binary(max_size=3))))


def patch(name, changes):
    contents = as_bytes(SAVED[name])
    for place, new in changes:
        contents = contents[:place] + new + contents[place + len(new) // 2 :]
    return contents


ANY = st.one_of(
    st.binary(max_size=300),
    st.lists(pieces, max_size=120).map("".join).map(str.encode),
    patched.map(lambda drawn: patch(*drawn)),
    st.tuples(st.sampled_from(sorted(SAVED)), st.integers(0, 80)).map(
        lambda drawn: as_bytes(SAVED[drawn[0]])[: drawn[1]]
    ),
)


def check_any_file(contents, header):
    """Either points on the square with both classes, or a sentence; never anything else."""
    try:
        table = read(contents, header)
        assert len(set(table.names)) == len(table.names) == table.cells.shape[1] >= 3
        found = points_of(table, *guess(table))
    except ValueError as error:
        assert str(error).endswith(".") and "\n" not in str(error) and len(str(error)) < 300
        return
    assert np.abs(found.points).max() <= 5 and set(found.labels) == {0, 1}
    assert len(found.points) == len(found.labels) == found.rows
    assert encode(found.points, found.labels)


@given(ANY, st.sampled_from([None, True, False]))
@example(b'"', None)
@example(b'\r"', True)
@example(b"1,1,0\n1,1,1", True)
def test_any_bytes_are_points_or_a_sentence(contents, header):
    check_any_file(contents, header)


@pytest.mark.slow
@given(ANY, st.sampled_from([None, True, False]))
@settings(max_examples=1000)
def test_a_thousand_times_any_bytes_are_points_or_a_sentence(contents, header):
    check_any_file(contents, header)


# --- bounded memory

rng = random.Random(7)
NASTY = {
    "commas": lambda: b"," * MAX_BYTES,
    "a good row, then commas": lambda: ABC.encode() + b"," * (MAX_BYTES - 20),
    "quotes": lambda: b'"' * MAX_BYTES,
    "quotes that never close": lambda: b'"' * (MAX_BYTES - 1),
    "empty quoted cells": lambda: b'"",' * (MAX_BYTES // 3),
    "empty cells": lambda: b"1" + (b"," * 99 + b"\n") * 19_999,
    "short cells": lambda: b"\n".join(b",".join(b"%d" % (row * 25 + at) for at in range(25)) for row in range(11_000)),
    "wide characters": lambda: ("😀," * 99 + "😀\n").encode() * 4000,
    "two classes everywhere": lambda: (b"0,1," * 49 + b"1,0\n" + b"1,0," * 49 + b"0,1\n") * 5000,
    "as many rows as there may be": lambda: b"0.25,1,no\n0.5,0,yes\n" * (MAX_ROWS // 2),
    "numbers of 130,000 digits": lambda: (b"1" * 130_000 + b",1,2\n") * 15,
    "Cyrillic words": lambda: ("п,ї," * 10 + "п'я\n").encode("cp1251") * 40_000,
    "gaps everywhere": lambda: b"a,b,c\n" + b"?,-,NA\n1,2,x\n,1,y\n" * (MAX_ROWS // 3),
    "rows that lack a cell": lambda: b"a,b,c\n" + b"1,2\n" * (MAX_ROWS - 1),
    "random bytes": lambda: rng.randbytes(MAX_BYTES).replace(b"\0", b","),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", NASTY)
def test_the_nastiest_files_take_little_memory(what):
    contents = NASTY[what]()[:MAX_BYTES]
    tracemalloc.start()
    try:
        assert len(loaded(contents).points) <= MAX_POINTS
    except ValueError as error:
        assert len(str(error)) < 300
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 60e6


def test_a_line_of_two_million_separators_is_refused_at_little_cost():
    tracemalloc.start()
    try:
        assert refusal(read, b"1," * (MAX_BYTES // 2)) == TOO_WIDE.format("1,000,001")
        assert tracemalloc.get_traced_memory()[1] < 60e6
    finally:
        tracemalloc.stop()
