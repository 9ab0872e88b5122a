"""What the app tests share: the app without a browser, and the stage's part of the conversation with it."""

import html
import json
import re
from pathlib import Path
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from playground.languages import LANGUAGES
from playground.protocol import VERSION, unpack
from tools.messages import trigger

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*.py"))
PLAYGROUND, START, EXPLANATIONS = "pages/playground.py", "pages/start.py", "pages/explanations.py"


def opened(script="app.py", **query):
    """A session that has just opened this address, in a browser whose stage, if there is one, has shown itself."""
    at = AppTest.from_file(ROOT / script, default_timeout=60)
    at.query_params.update(query)
    at.run()
    return send(at, do="open") if components(at, "live_stage") else at


def change(at, **values):
    """Change these controls, one after another, in one message."""
    last = panel(at)["seen"]
    return wish(at, [[n, *change] for n, change in enumerate(values.items(), start=last + 1)])


def wish(at, wishes, token=None):
    """Send wishes of the controls, [[n, key, value], …], to this session, or to the one of a token."""
    (proto,) = components(at, "controls")
    told = {"for": token or panel(at)["token"], "wishes": wishes}
    return send_state(at, proto.id, json_value=json.dumps({"told": told}))


def press(at, preset):
    """Open the gallery and press the button of a preset."""
    at.button(key="scenes").click()
    at.run()
    at.button(key=f"preset_{preset}").click()
    return at.run()


def told(at):
    """The sentences of the notice on the page."""
    bodies = "".join(element.value for element in at.get("html") if 'role="alert"' in element.value)
    return [html.unescape(sentence) for sentence in re.findall(r"<p[^>]*>(.*?)</p>", bodies, re.DOTALL)]


def components(at, name):
    """What the page sends to its components of this name, in whichever language."""
    names = {name, *(f"{name}_{code}" for code in LANGUAGES)}
    return [element.proto for element in at.get("bidi_component") if element.proto.component_name in names]


def address(at):
    """{name: text} of the address as the browser then shows it: a page that was opened without any puts it there."""
    replaced = [dict(parse_qsl(json.loads(proto.json))) for proto in components(at, "address")]
    return replaced[0] if replaced else dict(at.query_params)


def stage(at):
    """The one live stage on the page."""
    (proto,) = components(at, "live_stage")
    return proto


def click_on(at, key, click):
    """Send what a browser sends when the figure of this key is clicked, or anything else."""
    (proto,) = [proto for proto in components(at, "figure") if key in proto.id]
    return send_events(at, proto, {"event": "click", "value": click})


def figures(at):
    """The Plotly figures on the page, as the browser is given them: {figure, config, alt}."""
    return [json.loads(proto.bytes) for proto in components(at, "figure")]


def answer(at):
    """(header, numbers) of what the stage has been given."""
    return unpack(stage(at).bytes)


def opening(at):
    """The header of what the stage has been given, which must be an opening."""
    header, _ = answer(at)
    assert header["kind"] == "opening"
    return header


def run_of(at):
    """(token, revision) of the run that the stage is told of."""
    header, _ = answer(at)
    return header["run_id"], header["revision"]


def panel(at):
    """What the controls are given, nothing where there are none."""
    protos = components(at, "controls")
    return json.loads(protos[0].bytes) if protos else {"groups": []}


def controls_on(at):
    """{key: what is said of it} of every control on the page."""
    rows = [row for group in panel(at)["groups"] for row in group["rows"]]
    return {control["key"]: control for row in rows for control in row["controls"]}


def shown(at):
    """Every control and what it shows."""
    return {key: control["value"] for key, control in controls_on(at).items()}


def options(at, key):
    """How the options of a control read."""
    return [text for _value, text in controls_on(at)[key]["options"]]


def send(at, **request):
    """Send a request from the stage."""
    return send_raw(at, {"version": VERSION} | request)


def send_raw(at, request):
    """Send anything as a request; AppTest runs no JavaScript, so the message is made here as a browser makes it.

    AppTest always runs the whole page, where a browser's message runs the stage's fragment.
    """
    return send_to(at, "live_stage", "ask", request)


def send_to(at, name, event, value, key=""):
    """Send anything from the one component of this name, and with this key where there are several, as a trigger."""
    (proto,) = [proto for proto in components(at, name) if key in proto.id]
    return send_events(at, proto, {"event": event, "value": value})


def send_view(at, view):
    """Tell the app of the speed and the stop epoch that were set in the stage."""
    return send_state(at, stage(at).id, json_value=json.dumps({"view": view}))


def send_events(at, component, *events):
    """Send the events that a component triggers, all in one message."""
    return send_state(at, trigger(component.id), json_trigger_value=json.dumps(events))


def send_state(at, widget, **value):
    """Run the page with the state of all widgets and one more, in any field of the protocol."""
    states = at.main.root.get_widget_states()
    states.widgets.add(id=widget, **value)
    return at._run(states)
