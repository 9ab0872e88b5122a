"""The settings of this session, kept in step with the address, the controls and the stage.

The session state holds `settings`, and `loaded`, those that the page was last drawn for; `notes`, the sentences about
what an address or a control asked for in vain; `view_number`, which rises when the view is set from outside the stage;
`run_text`, what the address says of a training that was shared, as long as the settings are those that came with it,
and `shared`, what that was, until the stage has taken it over.
"""

from dataclasses import replace

import streamlit as st

from nn_core import checks
from playground import controls, kept_points, languages, run_link, sync
from playground.address import PARAMETERS, from_query, to_query
from playground.reader import language_in_address
from playground.texts import _, told
from playground.workarounds.replace_address import replace_address


def load():
    """Return (settings, notes) for this run of the page: as they were, with what is new in address and controls.

    To be called before the controls are drawn. Who goes back and then changes a control has both: the address as a
    whole comes first.
    """
    state = st.session_state
    if "settings" not in state:
        _read_address(_address())
    else:
        changes = _changes(sync.sent_since() or [_to_send()])  # where a page stands alone, nothing is sent
        if "address" in changes:
            _read_address(changes["address"])
        if changes:
            wanted, notes = controls.read(state.settings, changes | {"own_points": kept_points.own()})
            put(wanted, notes if wanted != state.settings else notes or state.notes)
        for acknowledged in sync.sent_since()[:1]:
            acknowledged |= changes  # made once, though later messages say so again
    state.loaded = state.settings
    return state.settings, state.notes


def _changes(sent):
    """Return what somebody has changed in the browser: {key of a control: its value}, and the `address` if it is new.

    `sent` is what the browser was sent, see `playground/sync.py`. An address without any setting asks for nothing.
    """
    state, asked = st.session_state, _address()
    message = {key: state[key] for key in sent[0].keys() - {"address"} if key in state}
    if asked.keys() & {*PARAMETERS, "run"}:
        message["address"] = asked
    return sync.changes(message, [*sent, _to_send()])


def _to_send():
    """Return what a browser is sent of the settings: {key of a control: its value}, and the `address`."""
    return controls.values(st.session_state.settings) | {"address": _wanted_address()}


def _read_address(asked):
    """Make what an address says the settings of the session, and remember the training that it shares."""
    state = st.session_state
    asked, notes = kept_points.recalled(asked)
    run_text = (asked.pop("run", None) or [""])[-1]
    notes = notes + _about_language(asked.pop(languages.PARAMETER, []))
    settings, sentences = from_query(asked)
    put(settings, notes + sentences)
    state.run_text = ""
    state.pop("shared", None)
    if run_text:
        try:
            state.shared, state.run_text = run_link.unpack(run_text, settings.description), run_text
        except ValueError as error:
            state.notes.append(told(error))


def _about_language(texts):
    """Return a sentence where an address asks for a language that is not here."""
    if not texts or texts[-1] in languages.LANGUAGES:
        return []
    try:
        checks.choice(languages.PARAMETER, texts[-1], languages.LANGUAGES)
    except ValueError as error:
        sentence = _("In the address, {reason} Using {used} instead.")
        return [sentence.format(reason=told(error), used=languages.current().code)]


def query(settings=None):
    """Return what the address says for settings, those of the session if none are given: {name: text}."""
    return to_query(st.session_state.settings if settings is None else settings) | language_in_address()


def put(settings, notes=()):
    """Make these the settings of the session, and let controls and stage show them."""
    state = st.session_state
    before = state.get("settings")
    if before is None or replace(before, description=settings.description) != settings:
        state.view_number = state.get("view_number", 0) + 1
    if before is not None and before.description != settings.description:
        state.run_text = ""
        state.pop("shared", None)
        kept_points.left(before.description, settings.description)
    state.settings, state.notes = settings, list(notes)


def draw_controls():
    """Draw the controls, so that they show the settings, whatever the browser has sent, or may yet come to hear."""
    state, sent = st.session_state, sync.sent_since()
    for key, value in controls.values(state.settings).items():
        if state.get(key) != value or any(values.get(key) != value for values in sent):
            state[key] = value
    controls.draw(state.settings, put)


def is_lost():
    """True when all that the session knew is gone: anybody can send the message that clears it, though no menu does."""
    return "settings" not in st.session_state


def is_behind():
    """True when the page has yet to run for what somebody has done in the browser, or in the stage."""
    sent = sync.sent_since()
    return bool(sent and _changes(sent)) or st.session_state.settings != st.session_state.loaded


def put_view(speed, stop, target):
    """Take over what was set in the stage; ValueError if it is not a speed, an epoch and a loss."""
    st.session_state.settings = replace(st.session_state.settings, speed=speed, stop=stop, target=target)


def view():
    """Return what the stage is told of its view."""
    settings = st.session_state.settings
    view = {name: getattr(settings, name) for name in ("speed", "stop", "target")}
    return {"number": st.session_state.view_number, "reseed": settings.may_change("seed")} | view


def write_address():
    """Write every setting into the address, and nothing else, if that may not be what is there already."""
    wanted, sent = _wanted_address(), sync.sent_since()
    # The first time it is written in any case: Streamlit's page does not hear of Back before its first run.
    if sent and _address() == wanted and all(values["address"] == wanted for values in sent):
        return
    if _address() or not sent:
        st.query_params.from_dict(wanted)
    else:
        replace_address(wanted)


def _wanted_address():
    """Return {name: its one text in a list} of the address that has every setting."""
    run_text = st.session_state.get("run_text")
    return {name: [text] for name, text in (query() | ({"run": run_text} if run_text else {})).items()}


def end():
    """End a run of the page, whichever it is: from now on the browser can know of the settings."""
    sync.send(None if is_lost() else _to_send())


def _address():
    """Return {name: all its texts} of the address. Streamlit keeps its own names, such as embed, to itself."""
    return {name: st.query_params.get_all(name) for name in st.query_params}
