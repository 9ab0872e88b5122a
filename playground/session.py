"""The settings of this session, kept in step with the address, the controls and the stage.

The session state holds `settings`; `notes`, the sentences about what an address or a control asked for in vain;
`address`, the query last written; `view_number`, which rises when the view is set from outside the stage;
`chosen` for one run of the page, when a callback has set the settings, and `replaced`, those that it replaced;
`has_controls`, once there are any; `run_text`, what the address says of a training that was shared, as long as the
settings are those that came with it, and `shared`, what that was, until the stage has taken it over.
"""

from dataclasses import replace

import streamlit as st

from nn_core import checks
from playground import address, controls, kept_points, languages, run_link
from playground.settings import PARAMETERS, from_query, to_query
from playground.texts import _, told


def load():
    """Return (settings, notes) for this run of the page, from the address if it is new, else from the controls.

    To be called before the controls are drawn. A browser can send an address that is a moment old along with the
    change of a control, so an address counts as new only when nothing has changed in another way. One without any
    setting asks for nothing.
    """
    state = st.session_state
    asked = _address()
    chosen = state.pop("chosen", False)
    if "settings" not in state:
        _read_address(asked)
    else:
        wanted, notes = controls.read(state.settings, state)
        if chosen and controls_are_old():
            put(state.settings, state.notes)
        elif wanted != state.settings:
            put(wanted, notes)
        elif asked.keys() & {*PARAMETERS, "run"} and asked != state.get("address") and not chosen:
            _read_address(asked)
        else:  # a control may have been emptied, or dropped while another page was on show
            put(wanted, notes or state.notes)
    return state.settings, state.notes


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
    return to_query(st.session_state.settings if settings is None else settings) | languages.in_address()


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
    if state.get("has_controls"):
        show_in_controls()


def draw_controls():
    """Draw the controls, so that they show the settings."""
    st.session_state.has_controls = True
    show_in_controls()
    controls.draw(st.session_state.settings, choose)


def show_in_controls():
    """Let the controls show the settings, whatever the browser has sent.

    Not before there are controls: what is set then stays behind them, and comes back when they are gone for a while.
    """
    for key, value in controls.values(st.session_state.settings).items():
        if st.session_state.get(key) != value:
            st.session_state[key] = value


def is_lost():
    """True when all that the session knew is gone: anybody can send the message that clears it, though no menu does."""
    return "settings" not in st.session_state


def is_behind():
    """True when a control asks for something else than the settings: the page has yet to run for it."""
    state = st.session_state
    return controls.read(state.settings, state)[0] != state.settings


def controls_are_old():
    """True when the controls are as they were before settings were chosen for them.

    A browser that has not heard of the choice yet sends them so, along with a request of the stage.
    """
    state = st.session_state
    if "replaced" not in state:
        return False
    # A control that has gone since, of a layer that is no more, says nothing.
    return all(state.get(key, value) == value for key, value in controls.values(state.replaced).items())


def choose(settings):
    """Make these the settings of the session, from a callback: a preset or a new seed was asked for."""
    st.session_state.replaced = st.session_state.settings
    put(settings)
    st.session_state.chosen = True


def put_view(speed, stop, target):
    """Take over what was set in the stage; ValueError if it is not a speed, an epoch and a loss."""
    st.session_state.settings = replace(st.session_state.settings, speed=speed, stop=stop, target=target)
    write_address()


def view():
    """Return what the stage is told of its view."""
    settings = st.session_state.settings
    view = {name: getattr(settings, name) for name in ("speed", "stop", "target")}
    return {"number": st.session_state.view_number, "reseed": settings.may_change("seed")} | view


def write_address():
    """Write every setting into the address, and nothing else, if that is not what is there already."""
    state = st.session_state
    is_new = "address" not in state
    wanted = query() | ({"run": state.run_text} if state.get("run_text") else {})
    state.address = {name: [text] for name, text in wanted.items()}
    if _address() == state.address:
        return
    if is_new or _address():
        st.query_params.from_dict(state.address)
    else:
        address.replace(wanted)


def _address():
    """Return {name: all its texts} of the address. Streamlit keeps its own names, such as embed, to itself."""
    return {name: st.query_params.get_all(name) for name in st.query_params}
