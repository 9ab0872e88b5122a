"""Which languages there are, and which one the reader of this run of a page has.

A language is a folder of `content/`: `language.toml`, the prose and the quiz, and its catalogue of labels, `labels.po`
with the compiled `labels.mo`. English needs no catalogue: the labels in the code are English.

Who the reader is, only the pages know: `playground/reader.py` tells. Without a page the language is English.
"""

import gettext
import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

CONTENT = Path(__file__).parent.parent / "content"
ENGLISH = "en"
PARAMETER = "lang"  # in the address


@dataclass(frozen=True)
class Language:
    """A language: its code in the address, what it calls itself, its BCP 47 tag, and how it writes numbers."""

    code: str
    name: str
    tag: str
    decimal: str
    group: str
    percent: str
    catalogue: gettext.NullTranslations

    @property
    def folder(self):
        """Where its texts are."""
        return CONTENT / self.code


def _read(folder):
    catalogue = folder / "labels.mo"
    if catalogue.exists():
        with catalogue.open("rb") as file:
            translations = gettext.GNUTranslations(file)
    else:
        translations = gettext.NullTranslations()
    about = tomllib.loads((folder / "language.toml").read_text(encoding="utf-8"))
    return Language(folder.name, **about, catalogue=translations)


LANGUAGES = {
    folder.name: _read(folder)
    for folder in sorted(CONTENT.iterdir(), key=lambda folder: (folder.name != ENGLISH, folder.name))
}
_spoken = ContextVar("language", default=None)
_of_reader = None  # what returns the Language of whoever reads in this thread, once there are pages


def current():
    """Return the Language of the reader of this run of a page; English where there is none."""
    if (code := _spoken.get()) is not None:
        return LANGUAGES[code]
    return _of_reader() if _of_reader else LANGUAGES[ENGLISH]


def ask_reader_by(language_of_reader):
    """Let `current` ask this function who reads.

    It is asked, and not told beforehand, since callbacks and fragments run before any other code of a page.
    """
    global _of_reader
    _of_reader = language_of_reader


@contextmanager
def speaking(code):
    """Let `current()` be this language, whoever reads: for what is made beside the run of a page."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def of_browser(tag, headers):
    """Return the code of the first language of a browser that is here, English if none is.

    `tag` is a BCP 47 tag or None, the language of the browser itself; the headers may name more, in the order in which
    its person wants them.
    """
    accepted = (part.split(";")[0] for part in headers.get("Accept-Language", "").split(","))
    codes = (each.strip().replace("_", "-").split("-")[0].lower() for each in (tag or "", *accepted))
    return next((code for code in codes if code in LANGUAGES), ENGLISH)


def in_browser():
    """Return what the browser needs of the reader's language: its code and tag, and how it writes numbers."""
    language = current()
    return {name: getattr(language, name) for name in ("code", "tag", "decimal", "group")}
