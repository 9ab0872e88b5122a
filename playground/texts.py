"""The one door that every text a person reads goes through, in the reader's language.

`_` is for labels, `ngettext` for those that go with a number; `N_` and `Plural` mark those that a registry keeps for
later. `told` is for what an error says, `number`, `plain`, `percent` and `listed` for numbers, `prose` for a page of
Markdown. docs/translating.md tells the rest.
"""

import html
from functools import cache

from nn_core.checks import Phrase
from playground import languages


def _(text):
    """Return a label in the reader's language."""
    return languages.current().catalogue.gettext(text) if text else text


def ngettext(one, many, count):
    """Return the form of a label that goes with a number; {count} in it is still to be filled in."""
    return languages.current().catalogue.ngettext(one, many, count)


def N_(text):
    """Mark a label that is made when nobody reads yet: `_` is to translate it where it is shown."""
    return text


class Plural(tuple):
    """Mark a label that goes with a number, as N_ does: Plural("one point", "{count} points")."""

    def __new__(cls, one, many):
        return super().__new__(cls, (one, many))


class Texts(dict):
    """A registry of labels, {name: label}, marked with N_: looked up, they are in the reader's language."""

    def __getitem__(self, name):
        return translated(super().__getitem__(name))

    def get(self, name, default=None):
        return self[name] if name in self else default  # noqa: SIM401 (it is `get`)


class Label:
    """A field of a registry's row that holds a label marked with N_: read, it is in the reader's language."""

    def __set_name__(self, owner, name):
        self._name = name

    def __get__(self, row, owner):
        if row is None:
            raise AttributeError(self._name)  # so that a dataclass takes it for a field without a default
        return translated(vars(row)[self._name])

    def __set__(self, row, text):
        vars(row)[self._name] = text


def translated(texts):
    """Return a text, or a list or dict of them as deep as it goes, in the reader's language.

    A Plural becomes its forms for one, two and five, from which the browser picks (`say` in
    static/stage/ui/language.js).
    """
    if isinstance(texts, str):
        return _(texts)
    if isinstance(texts, Plural):
        return [ngettext(*texts, count) for count in (1, 2, 5)]
    if isinstance(texts, dict):
        return {name: translated(dict.__getitem__(texts, name)) for name in texts}
    return [translated(text) for text in texts]


def told(error):
    """Return what an error says, in the reader's language if `nn_core` has made the sentence, see `nn_core.checks`."""
    phrase = getattr(error, "phrase", None)
    return str(error) if phrase is None else _told(phrase)


def _told(phrase):
    values = {name: _told(value) if isinstance(value, Phrase) else value for name, value in phrase.values.items()}
    return _(phrase.template).format(**values)


def number(value, spec=","):
    """Return a number in a format of Python's, as `written` in the reader's language."""
    return written(format(value, spec))


def written(text):
    """Return a number that Python has written with the reader's separators, and a minus that is not a hyphen."""
    language = languages.current()
    return text.translate({ord("."): language.decimal, ord(","): language.group, ord("-"): "−"})


def plain(value):
    """Return a number written out, as short as it can be, in the reader's language."""
    return written(f"{value:.10f}".rstrip("0").rstrip("."))


def percent(share):
    """Return a whole number of per cent as the reader's language writes it."""
    return f"{share}{languages.current().percent}"


def listed(texts):
    """Return numbers that are written one after another: a decimal comma needs another mark than the comma."""
    return ("; " if languages.current().decimal == "," else ", ").join(texts)


def prose(name):
    """Return the Markdown of content/<language>/<name>.md."""
    return _prose(languages.current().folder / f"{name}.md")


@cache
def _prose(path):
    return path.read_text(encoding="utf-8")


def notice(sentences):
    """Return the HTML of a box with a few sentences. What came from an address is shown as it is, whatever it is."""
    line = "margin: 0; overflow: hidden"  # accents that pile up cover no other sentence
    paragraphs = "".join(f'<p style="{line}">{html.escape(sentence)}</p>' for sentence in sentences)
    box = "padding: 0.6rem 0.9rem; border-radius: 0.5rem; border-left: 4px solid #e69f00; overflow-wrap: anywhere;"
    return f'<div role="alert" style="{box} background: rgba(230, 159, 0, 0.16)">{paragraphs}</div>'
