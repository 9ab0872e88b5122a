"""Which languages there are, and which one the reader of this run of a page has.

A language is a folder of `content/`: `language.toml`, the prose and the quiz, and its catalogue of labels, `labels.po`
with the compiled `labels.mo`. English needs no catalogue: the labels in the code are English.

A session has one language, from its beginning: that of its address, else the first of the browser's that is here.
Another one is chosen by going to an address with another `lang` (see `playground/language_menu.py`); the browser brings
back whatever there was. The session state holds `language`, its code, and `language_in_address`, "" or the code that
the address has asked for.
"""

import gettext
import threading
import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

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
_thread = threading.local()


def current():
    """Return the Language of the reader of this run of a page; English where there is none."""
    if (code := _spoken.get()) is not None:
        return LANGUAGES[code]
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return LANGUAGES[ENGLISH]
    # A page asks hundreds of times, and a thread is only ever of one session, whose state takes longer to be asked.
    if getattr(_thread, "session", None) != context.session_id:
        _thread.session, _thread.language = context.session_id, _of_session()
    return _thread.language


def _of_session():
    state = st.session_state
    if "language" not in state:
        state.language_in_address = _asked()
        state.language = state.language_in_address or of_browser(st.context.locale, st.context.headers)
    return LANGUAGES[state.language]


@contextmanager
def speaking(code):
    """Let `current()` be this language, whoever reads: for what is made beside the run of a page."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def _asked():
    """Return the code that the address asks for, "" if that is no language that is here."""
    code = st.query_params.get(PARAMETER, "")
    return code if code in LANGUAGES else ""


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


def in_address():
    """Return what the address of a page is to say of the language, {name: text}: nothing where it said nothing."""
    current()  # knows, from now on
    code = st.session_state.get("language_in_address")
    return {PARAMETER: code} if code else {}
