"""The catalogues of labels, content/<language>/labels.po: brings them up to date with the code, and compiles them.

`python -m tools.catalogues` is for whoever has changed a label in the code, or a translation; `python -m
tools.catalogues es` begins the catalogue of a language that has none. Babel does the work.
"""

import argparse
import ast
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from playground.languages import ENGLISH, LANGUAGES

ROOT = Path(__file__).parent.parent
FOLDERS = ("course", "export", "lab", "nn_core", "own_data", "pages", "playground", "rooms")
PARTS = ("app.py", *(f"{folder}/**.py" for folder in FOLDERS))
# What holds labels, and how many of its first arguments are some: one, or one for each grammatical number.
CALLS = {"_": 1, "N_": 1, "ngettext": 2, "Plural": 2, "Phrase": 1, "Fault": 1}


def labels_in(file, keywords, comment_tags, options):
    """Yield the labels in a Python file, as Babel wants them. Babel's own reader does not look into f-strings."""
    for node in ast.walk(ast.parse(file.read())):
        count = CALLS.get(node.func.id, 0) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else 0
        texts = (
            [argument.value for argument in node.args[:count] if isinstance(argument, ast.Constant)] if count else []
        )
        if len(texts) == count > 0:
            yield node.lineno, node.func.id, tuple(texts) if count > 1 else texts[0], []


def template():
    """Return the Catalog of all labels in the code, without translations."""
    catalog = Catalog()
    found = extract_from_dir(
        ROOT, [(part, labels_in) for part in PARTS],
        keywords={name: tuple(range(1, count + 1)) for name, count in CALLS.items()},
    )  # fmt: skip
    for path, line, texts, _comments, _context in sorted(found):
        catalog.add(texts, locations=[(path, line)])
    return catalog


def read(code):
    """Return the Catalog of a language, as it is."""
    with (LANGUAGES[code].folder / "labels.po").open("rb") as file:
        return read_po(file, locale=code)


def updated(code):
    """Return the Catalog of a language with the labels that there are now; those that are new have no translation."""
    catalog = read(code)
    created = catalog.creation_date
    catalog.update(template(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.creation_date = created  # else every update would change it
    return catalog


def compiled(catalog):
    """Return the bytes of labels.mo."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def written(catalog):
    """Return the bytes of labels.po: without line numbers, which change with everything else."""
    file = BytesIO()
    write_po(file, catalog, width=110, include_lineno=False)
    return file.getvalue()


def begin(code):
    """Write a catalogue without translations for a language that has none."""
    path = LANGUAGES[code].folder / "labels.po"
    if path.exists():
        raise SystemExit(f"{path} is there already.")
    path.write_bytes(written(Catalog(locale=code, project="Perceptron Playground", fuzzy=False)))


def strings(message):
    """Return the translations of a label, one for each grammatical number; "" for one that is missing."""
    return (message.string,) if isinstance(message.id, str) else tuple(message.string)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("new", nargs="?", choices=LANGUAGES, help="a language whose catalogue is to be begun")
    if new := parser.parse_args().new:
        begin(new)
    for code, language in LANGUAGES.items():
        if code == ENGLISH or not (language.folder / "labels.po").exists():
            continue
        catalog = updated(code)
        missing = [message for message in catalog if message.id and not all(strings(message))]
        (language.folder / "labels.po").write_bytes(written(catalog))
        (language.folder / "labels.mo").write_bytes(compiled(catalog))
        print(f"{language.name}: {len(catalog)} labels, {len(missing)} without a translation")


if __name__ == "__main__":
    main()
