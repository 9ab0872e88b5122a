"""The chapters of the course, in their order, and what every one of their pages begins and ends with."""

from dataclasses import dataclass

import streamlit as st

from course import visits
from course.visits import PLAYGROUND
from nn_core import Description
from playground import session, sync
from playground.assets import STATIC
from playground.presets import PRESETS, Preset
from playground.settings import Settings
from playground.summaries import summary
from playground.texts import N_, Label, _, ngettext, notice, number, prose
from playground.workarounds.by_way_of_app import by_way_of_app

# Scrolls to a heading, and again whenever a figure above it loads late and moves it, until the reader does something.
SCROLL = """
export default ({ data }) => {
  const go = () => document.getElementById(data)?.scrollIntoView();
  const sizes = new ResizeObserver(go);
  const stop = () => sizes.disconnect();
  sizes.observe(document.querySelector(".stMainBlockContainer"));
  for (const act of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(act, stop, { once: true });
  return stop;
};
"""
_scroll = st.components.v2.component("scroll", html="<span hidden></span>\n", js=SCROLL, isolate_styles=False)


@dataclass(frozen=True)
class Scene:
    """Settings for the playground, and what to look for there, as a preset has them."""

    settings: Settings
    look_for: str = Label()


@dataclass(frozen=True)
class Chapter:
    """A page of the course: pages/<name>.py with content/<language>/<name>.md.

    `what` says in a sentence what is to be had there; in `place` the playground shows its point.
    """

    name: str
    title: str = Label()
    icon: str
    what: str = Label()
    place: Scene | Preset

    @property
    def scene(self):
        """The settings in which the playground shows its point."""
        return self.place.settings

    @property
    def look_for(self):
        """What to look for there."""
        return self.place.look_for

    @property
    def page(self):
        """The path of the page's script."""
        return f"pages/{self.name}.py"


CHAPTERS = {
    chapter.name: chapter
    for chapter in (
        Chapter(
            "backpropagation",
            N_("Backpropagation"),
            ":material/route:",
            N_("Take one example through your network, forward and back, and see every number and every line of code."),
            Scene(
                Settings(Description(dataset="xor", n=400, hidden=(4,), activation="tanh", batch_size=1), speed="5"),
                N_("Press *One example* to see the same steps in the diagram, update after update."),
            ),
        ),
        Chapter(
            "learning_rate",
            N_("Training"),
            ":material/show_chart:",
            N_(
                "Epochs, shuffling, single examples and mini-batches, and what the learning rate does: runs side by "
                "side."
            ),
            PRESETS["fast"],
        ),
        Chapter(
            "challenge",
            N_("Challenge"),
            ":material/code:",
            N_("Write the lines that train a perceptron yourself, have them checked, and train with them."),
            PRESETS["course"],
        ),
        Chapter(
            "quiz",
            N_("Quiz"),
            ":material/quiz:",
            N_("A question for each idea, with an explanation for every answer."),
            Scene(
                PRESETS["spiral"].settings,
                N_("Now something hard: two intertwined spiral arms, for four hidden layers of eight neurons."),
            ),
        ),
    )
}


def begin(name):
    """Begin a chapter's page: its prose, what the address was told, and the network that it is about.

    Returns the settings of the session, which are those of the playground.
    """
    by_way_of_app()
    settings, notes = sync.load()
    st.html(STATIC / "course" / "page.css")
    with st.container(width=820):  # a line that can be read
        if notes:
            st.html(notice(notes))
        st.markdown(prose(name))
    return settings


def network_line(name, settings):
    """Say in one line which network, data and steps a page is about, with ways to change it, and back to one's own."""
    about = summary(settings.description)
    count = settings.description.n
    points = ngettext("{count} point", "{count} points", count).format(count=number(count))
    words = [about[_("network")], about[_("activation")], about[_("data set")], points]
    words += [f"{_('learning rate')} {about[_('learning rate')]}", f"{_('batch size')} {about[_('batch size')]}"]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(":small[" + _("**Your network:** {words}").format(words=" · ".join(words)) + "]", width="content")
        go(_("Change it"), PLAYGROUND, key="change_network", icon=":material/tune:", type="tertiary")
        visits.back(CHAPTERS[name].page)


def end(name):
    """End a chapter's page: the scene that shows its point, the next chapter, and the settings in the address."""
    chapter = CHAPTERS[name]
    following = list(CHAPTERS.values())[list(CHAPTERS).index(name) + 1 :]
    st.divider()
    with st.container(width=820):
        words = st.container()
        with st.container(horizontal=True):
            if visits.visit(_("Try it in the playground"), chapter.scene, "try_it", icon=":material/play_circle:"):
                words.markdown(_("**Try it in the playground.** {look}").format(look=chapter.look_for))
            for after in following[:1]:
                label = _("Next: {title}").format(title=after.title)
                go(label, after.page, key="next_chapter", icon=":material/arrow_forward:")
    visits.keep()
    if anchor := st.session_state.pop("anchor", None):
        _scroll(key="scroll", data=anchor)
    sync.write_address()


def go(label, page, settings=None, key=None, anchor=None, **button):
    """Draw a button that goes to another page, with other settings if some are given; in a chapter, to an anchor."""
    if st.button(label, key=key, **button):
        if settings is not None:
            session.current().use(settings)
        st.session_state.anchor = anchor
        # With the address that the page would write anyway: written later, it would be one more entry in the history.
        st.switch_page(page, query_params=sync.query())
