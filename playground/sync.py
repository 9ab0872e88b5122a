"""Keeps settings, address and controls in step, and tells a learner's wish from what the browser has yet to hear of.

With every message the browser sends the address and the values of all controls as they are there. One that differs
from the settings may be somebody's wish, as Back or another choice is; or the browser has not heard yet of what the
server has changed. So each run of the whole page ends with a version, in a field that nobody sees. A message holds the
last version that has come to the browser, and so the server knows that it has all that was sent up to then.
"""

import secrets

import streamlit as st

from nn_core import checks
from playground import controls, kept_points, languages, run_link, session
from playground.address import PARAMETERS, from_query, to_query
from playground.reader import language_in_address
from playground.texts import _, told
from playground.workarounds.replace_address import replace_address

FIELD = "page_version"
MOST = 20  # runs of the page that a browser can be behind


def arbitrate(message, sent):
    """Return what somebody has changed in the browser, {name: value}; `message` is all that it says.

    `sent` lists what the browser had when it sent the message, then what was sent while that was on its way, and what
    holds now: it may have received some of it without the version. A value that it was never sent is no change.
    """
    return {
        name: value
        for name, value in message.items()
        if name in sent[0] and all(name not in values or values[name] != value for values in sent)
    }


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
        changes = _changes(_sent_since() or [_to_send()])  # where a page stands alone, nothing is sent
        if "address" in changes:
            _read_address(changes["address"])
        if changes:
            wanted, notes = controls.read(now.settings, changes | {"own_points": kept_points.own()})
            now.use(wanted, notes if wanted != now.settings else notes or now.notes)
        for acknowledged in _sent_since()[:1]:
            acknowledged |= changes  # made once, though later messages say so again
    now.drawn = now.settings
    return now.settings, now.notes


def draw_controls():
    """Draw the controls, so that they show the settings, whatever the browser has sent, or may yet come to hear."""
    now, state, sent = session.current(), st.session_state, _sent_since()
    for key, value in controls.values(now.settings).items():
        if state.get(key) != value or any(values.get(key) != value for values in sent):
            state[key] = value
    controls.draw(now.settings, now.use)


def write_address():
    """Write every setting into the address, and nothing else, if that may not be what is there already."""
    wanted, sent = _wanted_address(), _sent_since()
    # The first time it is written in any case: Streamlit's page does not hear of Back before its first run.
    if sent and _address() == wanted and all(values["address"] == wanted for values in sent):
        return
    if _address() or not sent:
        st.query_params.from_dict(wanted)
    else:
        replace_address(wanted)


def end():
    """End a run of the page, whichever it is, with a version: from now on the browser can know of the settings."""
    now = session.current()
    if not now.is_lost:
        version = st.session_state[FIELD] = secrets.token_hex(4)
        now.sent = dict([*now.sent.items(), (version, _to_send())][-MOST:])
    st.html(f"<style>.st-key-{FIELD} {{ display: none; }}</style>")
    st.text_input("–", key=FIELD, label_visibility="collapsed", width=1)  # until the style has come


def is_behind():
    """True when the page has yet to run for what somebody has done in the browser, or in the stage."""
    now, sent = session.current(), _sent_since()
    return bool(sent and _changes(sent)) or now.settings != now.drawn


# --- what the browser says, and what it was sent


def _changes(sent):
    """Return what somebody has changed in the browser: {key of a control: its value}, and the `address` if it is new.

    An address without any setting asks for nothing.
    """
    state, asked = st.session_state, _address()
    message = {key: state[key] for key in sent[0].keys() - {"address"} if key in state}
    if asked.keys() & {*PARAMETERS, "run"}:
        message["address"] = asked
    return arbitrate(message, [*sent, _to_send()])


def _to_send():
    """Return what a browser is sent of the settings: {key of a control: its value}, and the `address`."""
    return controls.values(session.current().settings) | {"address": _wanted_address()}


def _sent_since():
    """Return what the browser has acknowledged, then what else was sent: [{name: value}, …], empty if nothing was.

    Of a browser that shows no version, as one that has just come from another page, only the address is to be known.
    """
    sent, version = session.current().sent, st.session_state.get(FIELD)
    versions = list(sent)
    if isinstance(version, str) and version in sent:  # who sends rubbish has acknowledged nothing
        return [sent[later] for later in versions[versions.index(version) :]]
    return [{"address": sent[last]["address"]} for last in versions[-1:]]


# --- the address


def query(settings=None):
    """Return what the address says for settings, those of the session if none are given: {name: text}."""
    return to_query(session.current().settings if settings is None else settings) | language_in_address()


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
    notes = notes + _about_language(asked.pop(languages.PARAMETER, []))
    settings, sentences = from_query(asked)
    now.use(settings, notes + sentences)
    now.run_text, now.shared = "", None
    if run_text:
        try:
            now.shared, now.run_text = run_link.unpack(run_text, settings.description), run_text
        except ValueError as error:
            now.notes.append(told(error))


def _about_language(texts):
    """Return a sentence where an address asks for a language that is not here."""
    if not texts or texts[-1] in languages.LANGUAGES:
        return []
    try:
        checks.choice(languages.PARAMETER, texts[-1], languages.LANGUAGES)
    except ValueError as error:
        sentence = _("In the address, {reason} Using {used} instead.")
        return [sentence.format(reason=told(error), used=languages.current().code)]
