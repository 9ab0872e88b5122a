"""Points from a file: which columns they are in is guessed and can be chosen, and how they are scaled is shown."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from nn_core import checks
from own_data import files, points, table
from own_data.samples import SAMPLES
from playground.texts import N_, _, notice, number

TYPES = ["csv", "tsv", "txt"]
HEADERS = {"guess": (N_("guess"), None), "names": (N_("names"), True), "values": (N_("values"), False)}
PREVIEW = 5  # rows


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


def look(read):
    """Return what the page shows of a table."""
    first = read.cells.head(PREVIEW).set_axis(read.names, axis=1)
    return Seen(read.names, first, files.guess(read))


def take(loaded):
    """Put what was loaded in place of the session's own points; return a Result."""
    points.keep(loaded.points, loaded.labels)
    table.forget_unfinished()
    formulas = (formula(axis, scaling) for axis, scaling in zip(("x₁", "x₂"), loaded.scalings, strict=True))
    zero, one = (checks.shown(word) for word in loaded.classes)
    return Result((*formulas, _("class 0 is {zero}, class 1 is {one}").format(zero=zero, one=one)), loaded.notes)


def formula(axis, scaling):
    """Return how a value becomes a coordinate, such as x₁ = (petal length − 3) / 3.9 · 10 − 5."""
    span = scaling.high - scaling.low
    if span == 0:
        return _("{axis} = 0: {name} is {low} everywhere").format(
            axis=axis, name=scaling.name, low=_number(scaling.low)
        )
    sign = "+" if scaling.low < 0 else "−"
    inside = f"{scaling.name} {sign} {_number(abs(scaling.low))}"
    return f"{axis} = ({inside}) / {_number(span)} · {2 * files.EDGE} − {files.EDGE}"


def _number(value):
    return number(value, ".6g")


def upload():
    """Let a file be chosen, and its columns; what it holds is on the plane right away."""
    size = -(-files.MAX_BYTES // 2**20)  # whole megabytes; what is a little too much is told when it is read
    what = _("A CSV or TSV file: two columns with numbers, one that says which of two classes")
    file = st.file_uploader(what, TYPES, key="own_file", max_upload_size=size)
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
            _choose(state, file, header, chosen)
    if state["fault"]:
        st.html(notice([state["fault"]]))
    if state["result"]:
        _tell(state["result"])
    if state["seen"]:
        _preview(state["seen"])


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
        fresh = {"seen": None, "chosen": None, "result": None, "fault": None}
        state |= {"identity": identity, "number": state["number"] + 1, **fresh}
        try:
            state["seen"] = look(files.read(file.getvalue(), HEADERS[header][1]))
        except ValueError as error:
            state["fault"] = str(error)
    return state


def _choose(state, file, header, chosen):
    """Load the points from other columns than before."""
    state |= {"chosen": chosen, "result": None, "fault": None}
    try:
        read = files.read(file.getvalue(), HEADERS[header][1])
        state["result"] = take(files.points_of(read, *chosen))
    except ValueError as error:
        state["fault"] = str(error)


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
