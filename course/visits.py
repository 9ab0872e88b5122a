"""Visits: the playground in the settings that show something, with the learner's own network one click away.

The session state holds `visit` from the first visit on until the learner is back: {"own": the address of their network,
"scene": that of what they visit}, each as {name: text}. The tab keeps it, so that it is still there after a reload.
"""

from dataclasses import fields, replace

import streamlit as st

from course import kept_work
from nn_core.description import LIVE
from playground import session, sync
from playground.address import PARAMETERS, from_query, to_query
from playground.reader import beside_settings
from playground.settings import Settings
from playground.texts import _

PLAYGROUND = "pages/playground.py"
VIEW = {field.name for field in fields(Settings)} - {"description"}
LINK = ("show", "lock")  # what a teacher's link lets a learner see and change


def visit(label, settings, key, **button):
    """Draw a button that opens the playground in these settings.

    What a teacher's link hides or locks stays so, and where it leaves the learner no choice of scenes there is no
    button. True if there is one.
    """
    now = session.current().settings
    scene = replace(settings, **{name: getattr(now, name) for name in LINK})
    if not may_visit(now, scene):
        return False
    if st.button(label, key=key, **button):
        _remember(to_query(now), to_query(scene))
        session.current().use(scene)
        st.switch_page(PLAYGROUND, query_params=sync.query())
    return True


def may_visit(now, scene):
    """True when a learner who has the settings `now` may go to a scene."""
    return now.may_change("presets") or now.may_become(scene.description)


def back(page):
    """Draw a button that leads back to the learner's own network, if another is on show, and stays on this page.

    A lesson that was opened in this tab later has none: nothing leads out of what its link allows.
    """
    state, settings = st.session_state, session.current().settings
    if "visit" not in state:
        return
    own, now = state.visit["own"], to_query(settings)
    is_the_same_lesson = all(own.get(name) == now.get(name) for name in LINK)
    is_back = _without(VIEW, own) == _without(VIEW, now)
    if is_back or not is_the_same_lesson or not may_visit(settings, from_query(own)[0]):
        return
    if st.button(_("Back to your network"), key="back_to_own", icon=":material/undo:", type="tertiary"):
        del state.visit
        st.switch_page(page, query_params=own | beside_settings())


def keep():
    """Let the tab keep what is to be gone back to. For every page that has a way back, or out."""
    kept_work.keep("visit", st.session_state.get("visit", {}), _take, tab_only=True)


def _remember(own, scene):
    """Keep the network that is left; whoever goes from one scene to the next has kept their own already."""
    state = st.session_state
    changes = VIEW - set(LINK) | set(LIVE)  # a learner who changes only these is still at the scene
    if "visit" not in state or _without(changes, state.visit["scene"]) != _without(changes, own):
        state.visit = {"own": own}
    state.visit = state.visit | {"scene": scene}


def _without(names, query):
    return {name: text for name, text in query.items() if PARAMETERS[name].field not in names}


def _take(kept):
    """Go on with the visit that the tab has kept, unless there is a new one."""
    visit = {name: dict(kept[name]) for name in ("own", "scene")}
    for query in visit.values():
        if not all(name in PARAMETERS and isinstance(text, str) for name, text in query.items()):
            raise ValueError("That is no address.")
    st.session_state.setdefault("visit", visit)
