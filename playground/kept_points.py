"""What a browser keeps of a session's own points, so that a reload or another day brings them back.

An address can name points that are too many for it: then the browser that keeps them is asked. Each tab keeps its own;
one that is opened later is given what any tab has kept last, or what its address names.
"""

import json

import streamlit as st

from nn_core.own import decode
from playground import session
from playground.address import fits, name_of, named
from playground.texts import N_, _

NOT_HERE = N_(
    "This link was made with more points than it can hold, and this browser does not have them. Whoever has them can "
    "save them as CSV on the page Your data; you can load that file there. Using circle instead."
)
# What is given is kept, under its name besides if it has one. What is wanted is told, and behind it what there is
# besides: "any" only if there is some, those of a name in any case.
SCRIPT = """
const NAME = "perceptron-playground-points";
const MOST = 10; // of those under their names, and of those set aside, the latest first
const list = (kind) => JSON.parse(localStorage.getItem(`${NAME}-${kind}`) ?? "[]");
const put = (kind, all) => localStorage.setItem(`${NAME}-${kind}`, JSON.stringify(all.slice(0, MOST)));
const last = () => sessionStorage.getItem(NAME) ?? localStorage.getItem(NAME) ?? "";
const keep = (text, name, aside) => {
  for (const storage of [sessionStorage, localStorage]) storage.setItem(NAME, text);
  put("aside", [...new Set([...aside, ...list("aside")])].filter((other) => other !== text));
  if (name) put("named", [[name, text], ...list("named").filter(([other]) => other !== name)]);
};
export default ({ data, setTriggerValue }) => {
  const { text, name, aside, wanted } = JSON.parse(data);
  let kept = [""];
  try {
    if (text) keep(text, name, aside);
    kept = [...new Set([new Map(list("named")).get(wanted) ?? last(), last(), ...list("aside")])];
  } catch {
    // full, or forbidden: then nothing is kept, and nothing else is lost
  }
  if (wanted && (wanted !== "any" || kept.some(Boolean))) setTriggerValue("kept", kept);
};
"""
MOST_ASIDE = 10
KEY = "own_points_keeper"
_mount = st.components.v2.component("own_points", html="<span hidden></span>\n", js=SCRIPT, isolate_styles=False)


def take(points):
    """Make the points that a model has brought the session's own, if there are any; those before are set aside."""
    if points:
        set_aside()
        session.current().own_points = points


def aside():
    """Return the texts of the points that have given way to others, the latest first."""
    return session.current().points_aside


def set_aside():
    """Keep the session's own points for another day, since others are to take their place."""
    put_aside([own(), *aside()])


def put_aside(texts):
    """Make these what is set aside, the latest first."""
    session.current().points_aside = [text for text in dict.fromkeys(texts) if text][:MOST_ASIDE]


def recalled(asked):
    """Return (query, sentences): an address with the points themselves in place of their name, if it has one.

    The browser may first have to be asked for them: then this run of the page ends here.
    """
    name = named((asked.get("points") or [""])[-1])
    if name is None:
        return dict(asked), []
    now = session.current()
    held = [own(), "" if now.is_lost else now.settings.description.points, now.points_named.get(name)]
    if texts := [text for text in held if text and name_of(text) == name]:
        return asked | {"points": texts[:1]}, []
    if name not in now.points_named:
        _fetch(name)
    return {name: texts for name, texts in asked.items() if name not in ("points", "dataset", "run")}, [_(NOT_HERE)]


def own():
    """Return the text of the session's own points, "" for none."""
    return session.current().own_points or ""


def is_known():
    """True when it is known which own points there are: the browser may still have to say so."""
    return session.current().own_points is not None


def remember():
    """Let the browser keep the session's own points, or say which it has kept from before. For the end of a page."""
    _keep("" if is_known() else "any")


def _fetch(name):
    """Ask the browser for the points that the address only names, and leave this run of the page at that."""
    session.current().points_wanted = name
    st.markdown(_("Fetching your own points from this browser …"))
    _keep(name)
    st.stop()


def _keep(wanted):
    now, text, told = session.current(), own(), [own(), *aside()]
    if now.points_told == told:
        text = ""  # what the browser has need not travel with every run of the page
    now.points_told = told
    data = {"text": text, "name": name_of(text) if not fits(text) else "", "aside": aside() if text else []}
    _mount(key=KEY, data=json.dumps(data | {"wanted": wanted}), on_kept_change=_kept)


def _kept():
    """Take over what the browser has kept; it can be anything."""
    now, kept = session.current(), (st.session_state.get(KEY) or {}).get("kept")
    wanted, now.points_wanted = now.points_wanted, None
    if kept is None or (is_known() and wanted is None):
        return
    kept, *others = map(_checked, kept[: MOST_ASIDE + 2] if isinstance(kept, list) and kept else [""])
    if wanted is not None:
        now.points_named = {wanted: kept}
    if not is_known():
        now.own_points = kept
        put_aside(others)


def _checked(text):
    """Return a text of points, "" for anything else."""
    try:
        decode(text)
    except (TypeError, ValueError):
        return ""
    return text
