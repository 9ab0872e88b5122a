"""The gallery: a button that opens all presets as cards with a picture, and what to look for in the one on show."""

import streamlit as st

from playground import session
from playground.assets import STATIC
from playground.presets import DIFFICULTIES, PRESETS, preset_of
from playground.texts import _

PICTURES = STATIC / "presets"  # made by tools/preset_pictures.py
PICTURE_WIDTH, CARD_WIDTH = 116, 346  # three cards side by side on a projector, one on a phone


def gallery(settings, apply):
    """Draw the button, and the text of the preset that `settings` are; `apply(settings)` is called on a choice."""
    st.button(
        _("Scenes"), key="scenes", icon=":material/grid_view:", width="stretch", on_click=_ask,
        help=_("Scenes to start from, each with what to look for."),
    )  # fmt: skip
    now = session.current()
    asked, now.scenes_asked = now.scenes_asked, False
    if asked:
        st.dialog(_("Pick a scene"), width="large")(_scenes)(apply)
    name = preset_of(settings)
    if name is not None:
        preset = PRESETS[name]
        st.markdown(f":small[**{preset.title}** · {DIFFICULTIES[preset.difficulty]}]  \n{_look_for(preset)}")


def _ask():
    now = session.current()
    now.scenes_asked, now.share = True, None  # there can be one dialog
    # The whole page: when the stage asks at the same moment as the click, Streamlit would run its fragment alone.
    st.rerun()


def _scenes(apply):
    with st.container(horizontal=True, horizontal_alignment="center", gap="small"):
        for name, preset in PRESETS.items():
            with st.container(border=True, width=CARD_WIDTH, height="stretch", gap="xsmall"):
                _card(name, preset, apply)


def _card(name, preset, apply):
    with st.container(horizontal=True, gap="small"):
        alt = _("{title}: the points over the network's output").format(title=preset.title)
        st.image(PICTURES / f"{name}.png", width=PICTURE_WIDTH, alt=alt)
        with st.container(width="stretch", gap="xsmall"):
            button = {"key": f"preset_{name}", "width": "stretch", "on_click": _open, "args": (apply, preset.settings)}
            st.button(f"**{preset.title}**", **button)
            st.markdown(f"{preset.goal} :gray[({DIFFICULTIES[preset.difficulty]})]")
    st.markdown(_look_for(preset))


def _open(apply, settings):
    apply(settings)
    st.rerun()  # the whole page: by itself only the dialog would run, and stay open


def _look_for(preset):
    return ":small[" + _("**Look for:** {look}").format(look=preset.look_for) + "]"
