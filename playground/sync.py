"""Keeps settings and address in step, and tells a learner's wish from what the browser has yet to hear of.

With every message the browser sends its address. One that differs from the settings may be somebody's wish, as Back is;
or the browser has not heard yet of what the server has changed. So each run of the whole page ends with a version, in a
field that nobody sees. A message holds the last version that has come to the browser, and so the server knows that it
has all that was sent up to then. What somebody does with a control comes as a wish, see `playground/control_panel.py`.
"""

import secrets

import streamlit as st

from nn_core import checks
from playground import control_panel, kept_points, languages, run_link, session
from playground.address import PARAMETERS, from_query, to_query
from playground.reader import ROOM, ROOM_KEY, beside_settings
from playground.room_codes import read_code
from playground.texts import _, told
from playground.workarounds.replace_address import replace_address

FIELD = "page_version"
MOST = 20  # runs of the page that a browser can be behind


# --- a run of the page, from its beginning to its end


def load():
    """Return (settings, notes) for this run of the page: as they were, with what is new in address and controls.

    To be called before the controls are drawn. Who goes back and then changes a control has both: the address as a
    whole comes first.
    """
    now = session.current()
    if now.is_lost:
        _read_address(_address())
    else:
        if asked := _asked():
            _read_address(asked)
            if (version := _version()) is not None:
                now.sent[version] = asked  # asked for once, though later messages say so again
        control_panel.carry_out()
    now.drawn = now.settings
    return now.settings, now.notes


def write_address():
    """Write every setting into the address, and nothing else, if that may not be what is there already."""
    wanted, sent = _wanted_address(), _sent_since()
    # The first time it is written in any case: Streamlit's page does not hear of Back before its first run.
    if sent and _address() == wanted and all(address == wanted for address in sent):
        return
    if (_address() or not sent) and ROOM_KEY not in _address():  # else Back would lead to the key
        st.query_params.from_dict(wanted)
    else:
        replace_address(wanted)


def end():
    """End a run of the page, whichever it is, with a version: from now on the browser can know of the settings."""
    now = session.current()
    if not now.is_lost:
        version = st.session_state[FIELD] = secrets.token_hex(4)
        now.sent = dict([*now.sent.items(), (version, _wanted_address())][-MOST:])
    # Of all fields this one costs the browser the fewest files. A style sheet hides it, see static/stage/workarounds/.
    st.text_area("–", key=FIELD, label_visibility="collapsed", width=1)


def is_behind():
    """True when the page has yet to run for what somebody has done in the browser, or in the stage."""
    now = session.current()
    return bool(control_panel.wishes() or (_sent_since() and _asked())) or now.settings != now.drawn


# --- what the browser says, and what it was sent


def _asked():
    """Return the address that somebody has asked for, None if it is one that the browser was sent.

    An address without any setting asks for nothing.
    """
    asked = _address()
    is_known = asked in [*_sent_since(), _wanted_address()]
    return None if is_known or not asked.keys() & {*PARAMETERS, "run"} else asked


def _sent_since():
    """Return the addresses that the browser may show: the one it has acknowledged, then what was sent since.

    Of a browser that shows no version, as one that has just come from another page, it is the last; empty if none was.
    """
    sent, version = session.current().sent, _version()
    versions = list(sent)
    since = versions[-1:] if version is None else versions[versions.index(version) :]
    return [sent[later] for later in since]


def _version():
    """Return the version that the browser has acknowledged, None if it has none: who sends rubbish has none."""
    version = st.session_state.get(FIELD)
    return version if isinstance(version, str) and version in session.current().sent else None


# --- the address


def query(settings=None):
    """Return what the address says for settings, those of the session if none are given: {name: text}."""
    return to_query(session.current().settings if settings is None else settings) | beside_settings()


def _wanted_address():
    """Return {name: its one text in a list} of the address that has every setting."""
    run_text = session.current().run_text
    return {name: [text] for name, text in (query() | ({"run": run_text} if run_text else {})).items()}


def _address():
    """Return {name: all its texts} of the address. Streamlit keeps its own names, such as embed, to itself."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _read_address(asked):
    """Make what an address says the settings of the session, and remember the training that it shares."""
    now = session.current()
    asked, notes = kept_points.recalled(asked)
    run_text = (asked.pop("run", None) or [""])[-1]
    asked.pop(ROOM_KEY, None)  # the page of the room sees to it
    notes = notes + _about_language(asked.pop(languages.PARAMETER, [])) + _into_room(asked.pop(ROOM, []))
    settings, sentences = from_query(asked)
    now.use(settings, notes + sentences)
    now.run_text, now.shared = "", None
    if run_text:
        try:
            now.shared, now.run_text = run_link.unpack(run_text, settings.description), run_text
        except ValueError as error:
            now.notes.append(told(error))


def _into_room(texts):
    """Remember the room that an address names; return a sentence where what it names is none."""
    now = session.current()
    if texts and texts[-1]:
        try:
            room = read_code(texts[-1])
        except ValueError as error:
            return [told(error)]
        if room != now.room:
            now.room, now.member = room, None
    return []


def _about_language(texts):
    """Return a sentence where an address asks for a language that is not here."""
    if not texts or texts[-1] in languages.LANGUAGES:
        return []
    try:
        checks.choice(languages.PARAMETER, texts[-1], languages.LANGUAGES)
    except ValueError as error:
        sentence = _("In the address, {reason} Using {used} instead.")
        return [sentence.format(reason=told(error), used=languages.current().code)]
