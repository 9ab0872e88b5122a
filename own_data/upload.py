"""Points from a file: which columns they are in is guessed and can be chosen, and how they are scaled is shown."""

import math
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from nn_core import checks
from own_data import files, guesses, points, table
from own_data.samples import SAMPLES
from playground.texts import N_, _, ngettext, notice, number, written

HEADERS = {"guess": (N_("guess"), None), "names": (N_("names"), True), "values": (N_("values"), False)}
PLACES = {"x1", "x2", "x₁", "x₂"}  # what columns of places are called: the values stay as they are
PREVIEW = 5  # rows
DIGITS = 6  # of the numbers in a formula
NOTHING_LOADED = {"result": None, "fault": None, "gaps": 0}
READABLE = range(-4, 15)  # powers of ten of numbers that are written out


@dataclass(frozen=True, eq=False)
class Seen:
    """What the page shows of a file, without the file: `guessed` are the columns of x₁, x₂ and the class."""

    names: tuple
    first_rows: pd.DataFrame
    guessed: tuple


@dataclass(frozen=True)
class Result:
    """How the rows of a file became points, in plain text."""

    lines: tuple
    notes: tuple
    fits: bool  # the values could be places as they are


def look(read):
    """Return what the page shows of a table."""
    first = read.cells.head(PREVIEW).set_axis(read.names, axis=1)
    return Seen(read.names, first, guesses.guess(read))


def take(loaded):
    """Put what was loaded in place of the session's own points; return a Result."""
    points.keep(loaded.points, loaded.labels)
    table.forget_unfinished()
    formulas = (formula(axis, scaling) for axis, scaling in zip(("x₁", "x₂"), loaded.scalings, strict=True))
    zero, one = (checks.shown(word) for word in loaded.classes)
    return Result(
        (*formulas, _("class 0 is {zero}, class 1 is {one}").format(zero=zero, one=one)), loaded.notes, loaded.fits
    )


def formula(axis, scaling):
    """Return how a value becomes a coordinate, such as x₁ = (petal length − 3) / 3.9 · 10 − 5."""
    if scaling.as_they_are:
        return f"{axis} = {scaling.name}"
    span = scaling.high - scaling.low
    if span == 0:
        return _("{axis} = 0: {name} is {low} in every row").format(
            axis=axis, name=scaling.name, low=_number(scaling.low)
        )
    sign = "+" if scaling.low < 0 else "−"
    inside = f"{scaling.name} {sign} {_number(abs(scaling.low))}"
    return f"{axis} = ({inside}) / {_number(span)} · {2 * files.EDGE} − {files.EDGE}"


def _number(value):
    power = math.floor(math.log10(abs(value))) if value else 0
    if power not in READABLE:
        return number(value, f".{DIGITS}g")
    whole, _point, decimals = f"{value:,.{max(0, DIGITS - 1 - power)}f}".partition(".")
    return written(f"{whole}.{decimals}".rstrip("0").rstrip(".") if decimals else whole)


def upload():
    """Let a file be chosen, and its columns; what it holds is on the plane right away."""
    size = -(-files.MAX_BYTES // 2**20)  # whole megabytes; what is a little too much is told when it is read
    what = _("A CSV or TSV file: two columns of numbers, and one with two classes")
    file = st.file_uploader(what, key="own_file", max_upload_size=size)  # any type: what is no table gets a sentence
    if file is None:
        return
    header = st.segmented_control(
        _("The first row holds"), list(HEADERS), default="guess", required=True, key="own_header",
        format_func=lambda name: _(HEADERS[name][0]),
    )  # fmt: skip
    state = _opened(file, header)
    if state["seen"]:
        chosen = _columns(state)
        if chosen != state["chosen"]:
            state |= {"chosen": chosen, "leave_out": False, "as_they_are": _are_places(state["seen"], chosen)}
            _load(state, file, header)
    if state["fault"]:
        st.html(notice(state["fault"]))
    if state["gaps"]:
        _offer_to_leave_out(state, file, header)
    if state["result"]:
        _offer_places(state, file, header)
        _tell(state["result"])
    if state["seen"]:
        _preview(state["seen"])


def _are_places(seen, chosen):
    return {seen.names[at] for at in chosen[:2]} <= PLACES


def _offer_to_leave_out(state, file, header):
    label = ngettext("Leave this row out", "Leave these {count} rows out", state["gaps"])
    st.button(
        label.format(count=number(state["gaps"])), key="own_leave_out", icon=":material/playlist_remove:",
        on_click=_load, args=(state, file, header), kwargs={"leave_out": True},
    )  # fmt: skip


def _offer_places(state, file, header):
    """Let values that lie on the square stay what they are."""
    if not state["result"].fits:
        return
    label = _("Take the values as they are: they lie on the square")
    key = f"own_as_they_are_{state['number']}_{state['chosen']}"
    as_they_are = st.toggle(label, _are_places(state["seen"], state["chosen"]), key=key)
    if as_they_are != state["as_they_are"]:
        state["as_they_are"] = as_they_are
        _load(state, file, header)


def samples():
    """Let real data that ship with the app be put on the plane, and say where they come from."""
    names = {name: sample.title for name, sample in SAMPLES.items()}
    name = st.selectbox(_("Data"), list(names), format_func=names.get, key="own_sample")
    sample = SAMPLES[name]
    st.markdown(sample.what)
    whose = _(":small[Source: {source}]  \n:small[Licence: {licence}]")
    st.markdown(whose.format(source=sample.source, licence=sample.licence))
    if st.button(_("Put it on the plane"), key="own_sample_load", icon=":material/south_west:"):
        st.session_state.own_sample_result = name, take(sample.load())
    loaded, result = st.session_state.get("own_sample_result", (None, None))
    if loaded == name:
        _tell(result)


def _opened(file, header):
    """Return what the session knows of the file that is open, which is read only when it is new."""
    state = st.session_state.setdefault("own_file_state", {"identity": None, "number": 0})
    identity = file.file_id, header
    if state["identity"] != identity:
        fresh = {"seen": None, "chosen": None, "as_they_are": False, "leave_out": False, **NOTHING_LOADED}
        state |= {"identity": identity, "number": state["number"] + 1, **fresh}
        try:
            state["seen"] = look(files.read(file.getvalue(), HEADERS[header][1]))
        except ValueError as error:
            state["fault"] = [str(error)]
    return state


def _load(state, file, header, leave_out=False):
    """Load the points in the columns that are chosen."""
    state |= {"leave_out": leave_out or state["leave_out"], **NOTHING_LOADED}
    read = files.read(file.getvalue(), HEADERS[header][1])
    try:
        state["result"] = take(files.points_of(read, *state["chosen"], state["leave_out"], state["as_they_are"]))
    except files.Gaps as gaps:
        state |= {"fault": [str(gaps)], "gaps": gaps.count}
    except ValueError as error:
        state["fault"] = [str(error)]
        if header == "guess" and not read.has_header:
            hint = _("If row {row} holds the names of the columns, choose “{names}” above.")
            state["fault"].append(hint.format(row=read.first_row, names=_(HEADERS["names"][0])))


def _columns(state):
    """Let the columns of x₁, x₂ and the class be chosen; return their positions."""
    seen, number = state["seen"], state["number"]
    roles = {"x1": _("x₁, across"), "x2": _("x₂, up"), "label": _("Class")}
    return tuple(
        place.selectbox(
            title, range(len(seen.names)), guessed, format_func=seen.names.__getitem__, key=f"own_{role}_{number}"
        )
        for (role, title), guessed, place in zip(roles.items(), seen.guessed, st.columns(3), strict=True)
    )


def _tell(result):
    """Say how values became places, and words classes. What a file says is shown as the plain text that it is."""
    st.markdown(_("**How it was scaled**"))
    st.text("\n".join(result.lines))
    if result.notes:
        st.html(notice(result.notes))


def _preview(seen):
    st.markdown(_("**The first rows**"))
    st.dataframe(seen.first_rows)
