"""The tab "Link" of Share and save: an address that brings back exactly this run, and what it lets a learner change."""

import html
import io
from dataclasses import replace
from urllib.parse import urlencode

import segno
import streamlit as st

from nn_core.own import decode
from playground import run_link, session
from playground.address import fits, to_query
from playground.choices import CONTROLS
from playground.labels import LABELS
from playground.reader import language_in_address
from playground.texts import _, ngettext, notice, number, told

MAX_LINK = 7500  # characters behind the "?": many servers refuse an address of more than 8,000
MAX_QR = 1800  # characters: the code of a longer text has dots too small for a phone at the back of a classroom
USUAL = ("hidden", "lr")  # controls that a first lesson leaves
FRAME = '<iframe src="{address}" width="100%" height="720" style="border: 0" title="{title}"></iframe>'


def tab(snapshot):
    """Draw the tab: the link and what it holds on the left, its QR code on the right."""
    settings = replace(session.current().settings, description=snapshot.description)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        with_run = _with_run(snapshot)
        place = st.container()
        with st.expander(_("For a class: what the link lets learners change"), icon=":material/lock:"):
            settings = _narrowed(settings)
        query, notes = link(snapshot, settings, with_run)
        address = f"{_base()}?{urlencode(query)}"
        with place:
            _show(address, notes)
        with st.expander(_("To embed in a web page: only the stage"), icon=":material/code:"):
            st.code(FRAME.format(address=html.escape(f"{address}&embed=true"), title=_("Perceptron Playground")),
                    language=None, wrap_lines=True)  # fmt: skip
    with right:
        if fits(settings.description.points):  # else the link does not hold all that it should
            _qr_code(address)


def _show(address, notes):
    """Draw the link, to be copied, and what could not go into it."""
    if notes:
        st.html(notice(notes))
    st.code(address, language=None, wrap_lines=True)
    length = ngettext("{count} character.", "{count} characters.", len(address)).format(count=number(len(address)))
    st.markdown(f":small[{length}]")


def _base():
    """Return the address of this page as others can use it: some hosts show the app in a frame, under another."""
    return (st.context.url or "").replace("/~/+", "").rstrip("/") + "/"


def link(snapshot, settings, with_run=True):
    """Return (query, sentences): what stands in the link, and what could not go into it."""
    query, notes = to_query(settings) | language_in_address(), []
    points = settings.description.points
    if not fits(points):
        count = len(decode(points)[1])
        notes.append(
            ngettext(
                "Your {count} point is too much for a link: it opens with it only in this browser. For others save the "
                "model, which contains it.",
                "Your {count} points are too many for a link: it opens with them only in this browser. For others save "
                "the model, which contains them.",
                count,
            ).format(count=number(count))
        )
    if with_run:
        try:
            query["run"] = run_link.pack(snapshot, MAX_LINK - len(urlencode(query | {"run": ""})))
        except ValueError as error:
            also = _("The link brings back the settings; save the model to take the weights along.")
            notes.append(f"{told(error)} {also}")
    return query, notes


def _with_run(snapshot):
    """Ask whether the link brings the training back too; before the first epoch there is only what was set by hand."""
    if not snapshot.record.epoch and not snapshot.journal:
        return False
    return st.toggle(
        _("With the training up to epoch {epoch}").format(epoch=snapshot.record.epoch), value=True, key="link_run",
        help=_("Whoever opens it sees the run train up to this epoch again, with every change that was made on the "
               "way."),
    )  # fmt: skip


def _narrowed(settings):
    """Ask which controls the link leaves to a learner, and what becomes of the others; return such settings."""
    present = [name for name in CONTROLS if settings.may_change(name)]
    is_free = present == list(CONTROLS)
    if not st.toggle(_("Let them change only some settings"), value=not is_free, key="link_few"):
        return replace(settings, show=None, lock=())
    names = {name: LABELS[name] for name in CONTROLS}
    free = st.multiselect(
        _("What they may change"), names, USUAL if is_free else present,
        format_func=names.get, key="link_show", placeholder=_("nothing but speed, stop and weights by hand"),
    )  # fmt: skip
    ways = {"hidden": _("hidden"), "locked": _("locked")}
    way = st.segmented_control(
        _("The others are"), ways, default="locked" if settings.lock else "hidden", format_func=ways.get,
        key="link_others", required=True, width="content",
    )  # fmt: skip
    if way == "hidden":
        return replace(settings, show=tuple(free), lock=())
    return replace(settings, show=None, lock=tuple(name for name in CONTROLS if name not in free))


def _qr_code(address):
    """Draw the link as a QR code for the projector, if a camera can read it."""
    if len(address) > MAX_QR:
        st.markdown(":small[" + _("Too long for a QR code that a phone can read from the projector.") + "]")
        return
    picture = io.BytesIO()
    segno.make_qr(address, error="l").save(picture, kind="svg", scale=4, border=4, light="white", xmldecl=False)
    st.image(picture.getvalue().decode(), width="stretch", alt=_("QR code of the link"))
