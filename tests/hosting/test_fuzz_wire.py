"""A fuzz over the wire: thousands of messages that no browser would send, to a real server, while a student plays.

Every family of messages is made by a generator of acts; an act sends one message of a stranger's, and returns once the
server has dealt with it. After each family the server's log, what reached the strangers, its memory, the student who
plays and one who comes new are looked at; what was found is told at the end, of all families at once.
"""

import asyncio
import json
import math
import random
import resource
import time
from collections import Counter
from contextlib import suppress

import numpy as np
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from nn_core import Description, Run
from nn_core.run import MAX_JOURNAL
from playground.address import PARAMETERS
from playground.protocol import VERSION
from tests.helpers.strangers import PATIENCE, Missing, Stranger, event, http, run_alone, state, tracebacks
from tools.driver import Server
from tools.student import Student

MESSAGES = 2500  # at least, of all families
MOST_GROWTH = 200  # megabytes: Streamlit keeps up to 128 sessions that were left, and of each what it was sent
SIDE_BY_SIDE = 3  # strangers at a time
LIMIT = 2_000_000  # bytes of a frame: maxWidgetStateSize
QUERY = "dataset=circle&n=60&hidden=4-2&activation=tanh&batch=10&seed=3"
SPEED = 20  # epochs a second that the good student plays
PAGES = ("your_data", "challenge", "quiz", "backpropagation", "learning_rate", "start", "explanations", "lab_notebook")

# Functions that say by a traceback in the log that a stranger's message cannot be read. What they raise in is the
# stranger's own run of the page, or their connection, and is redacted for their browser.
STREAMLITS_OWN = {
    "starlette_websocket.py:_websocket_endpoint",  # a frame that is no message, or is text
    "media_file_manager.py:execute_deferred",  # a file that there is not
    "session_state.py:get_serialized",  # a value that does not go into the field of its widget
    "session_state.py:register_widget",  # a value that is nested too deeply to be copied
    "session_state.py:filtered_state",  # a state whose id begins as Streamlit's do, and is none
    *(
        f"{module}.py:deserialize"
        for module in ("button_group", "data_editor", "multiselect", "number_input", "radio", "select_slider",
                       "selectbox", "slider", "text_widgets", "button", "file_uploader")
    ),
    "multiselect.py:_check_max_selections",
    "serialization.py:handle_deserialize",  # a component's JSON that is none, or is nested too deeply
    "serialization.py:deserialize",
    "common.py:unpack_widget_state_value",
}  # fmt: skip

ODD_NUMBERS = [
    0, 1, -1, 2, 7, 600, 10**4, 10**9, 2**31, 2**53, 2**63, 10**30, 10**300, 0.5, -0.0, 1e-300, 1e300, 1e308,
    math.nan, math.inf, -math.inf,
]  # fmt: skip
ODD_TEXTS = [
    "", "0", "NaN", "null", "train", "circle", "own", "each", "__class__", "__proto__", "constructor", "ŷ", "\x00",
    "\x1b[2J", "a\nb\r\nc", "\u2028", "%s{0}", "<img src=x onerror=alert(1)>", "../../app.py", "x" * 10**5,
]  # fmt: skip
# In place of the JSON of an event: no JSON, deep JSON, numbers that no float holds, half a surrogate pair, ...
ODD_JSON = [
    "", "{", "null", "[]", "{}", "1", "[1]", "[null]", '"ask"', '[{"event": 1}]', '[{"event": "ask"}]', "NaN",
    '[{"event": "ask", "value": NaN}]', '[{"event": "ask", "value": Infinity}]', '[{"event": "ask", "value": 1e999}]',
    '[{"event": "ask", "value": "\\ud800"}]', '[{"event": "ask", "value": ' + "9" * 5000 + "}]",
    '[{"event": "ask", "value": ' + "[" * 500 + "]" * 500 + "}]", "[" * 10**5, '{"a":' * 10**4,
    '[{"event": "__proto__", "value": {"__proto__": 1, "constructor": 2}}]', '{"event": "ask", "value": {}}',
    '[{"event": "ask", "value": {"do": "open", "do": "reset"}}]', '[{"event": "ask", "value": {}}] tail', "\x00",
    '{"view": {"speed": [], "stop": {}, "target": "x"}}', '{"value": 1}', '{"ask": {"do": "open"}, "view": 5}',
]  # fmt: skip
KINDS = {
    "trigger_value": [True],
    "bool_value": [True, False],
    "double_value": [math.nan, math.inf, -math.inf, 1e308, -1.0, 0.5, 2.0**53],
    "int_value": [-1, 0, 1, 7, 2**31, 2**63 - 1, -(2**63)],
    "string_value": [*ODD_TEXTS, '{"edited_rows": 5}', "[]", "{}"],
    "double_array_value": [[], [math.nan], [1.0, 2.0, 3.0], [-1.0], [1e308, -1e308], [0.5] * 10**4],
    "int_array_value": [[], [-1], [2**62], [0, 0, 0], [5], [1] * 10**4],
    "string_array_value": [[], ["x"], ["", ""], ["x1"] * 1000, ["circle"], ["0.03"]],
    "json_value": ODD_JSON,
    "json_trigger_value": ODD_JSON,
    "bytes_value": [b"\x00\xff", b"x" * 10**4],
    "arrow_value": [None],
    "file_uploader_state_value": [None],
    "string_trigger_value": [None],
    "chat_input_value": [None],
}
FIELDS = [
    "version", "run_id", "do", "id", "revision", "from", "shown", "count", "pace", "urgent", "epoch", "start",
    "journal", "update", "edits", "explanation", "engine", "event", "value", "view", "speed", "stop", "target",
    "points", "stroke", "__proto__", "constructor", *Description.__dataclass_fields__,
]  # fmt: skip


# --- what can be made up


def garbage(draw, depth=3):
    """Any JSON."""
    kind = draw.randrange(7 if depth else 4)
    if kind < 4:
        return [None, draw.random() < 0.5, draw.choice(ODD_NUMBERS), draw.choice(ODD_TEXTS)][kind]
    if kind == 4:
        return [garbage(draw, depth - 1) for _ in range(draw.randrange(4))]
    return {draw.choice(FIELDS): garbage(draw, depth - 1) for _ in range(draw.choice([0, 1, 2, 5]))}


def spoiled(draw, value):
    """The same JSON with one part of it made odd, maybe deep within."""
    if isinstance(value, dict) and value and draw.random() < 0.85:
        name = draw.choice(list(value))
        return value | {name: spoiled(draw, value[name])}
    if isinstance(value, list) and value and draw.random() < 0.7:
        place = draw.randrange(len(value))
        return [*value[:place], spoiled(draw, value[place]), *value[place + 1 :]]
    return garbage(draw)


def cut(draw, text):
    """The same text or bytes with some of it gone, doubled or changed."""
    start, end = sorted(draw.randrange(len(text) + 1) for _ in range(2))
    letters = draw.choice([text[:0], text[start:end] * 2, text[end:]])
    return text[:start] + letters + text[end:]


def odd_state(draw, name):
    """A state of a widget in any field of the protocol."""
    kind = draw.choice(list(KINDS))
    return state(name, kind, draw.choice(KINDS[kind]))


# --- the families


def frames(draw):
    """Every kind of message with odd contents, garbage, cut messages, text, and sizes about the limit."""
    for kind in draw.choices(list(FRAMES), [9, 9, 9, 2, 1, 0.2, 0.1], k=180):
        yield "", "", odd_frame, kind
    for number in range(210):
        yield ("", *PAGES)[number % 8 if number % 3 == 0 else 0], "", any_kind


async def odd_frame(stranger, draw, kind):
    """One frame that is, or may be, no message."""
    widgets = [odd_state(draw, name) for name in draw.sample(sorted(stranger.elements), 3)]
    await stranger.send_frame(FRAMES[kind](draw, stranger.message(*widgets).SerializeToString()))


def flipped(draw, frame):
    changed = bytearray(frame)
    for _ in range(draw.choice([1, 2, 8])):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def padded(size):
    """A message of so many bytes, with one widget that nobody knows."""
    message = BackMsg()
    message.rerun_script.widget_states.widgets.add(id="$$ID-0-none", string_value="x" * (size - 40))
    short = size - len(message.SerializeToString())
    message.rerun_script.widget_states.widgets[0].string_value += "x" * short
    return message.SerializeToString()


FRAMES = {
    "garbage": lambda draw, good: draw.randbytes(draw.choice([1, 2, 3, 10, 100, 5000])),
    "cut": cut,
    "flipped": flipped,
    "text": lambda draw, good: draw.choice(ODD_TEXTS),
    "empty": lambda draw, good: b"",
    "limit": lambda draw, good: padded(LIMIT + draw.choice([-1, 0, 1])),
    "large": lambda draw, good: padded(draw.choice([LIMIT // 2, 2 * LIMIT])),
}


async def any_kind(stranger, draw):
    """One message of any type there is."""
    message = BackMsg()
    kind = draw.choice([field.name for field in BackMsg.DESCRIPTOR.fields])
    if kind == "rerun_script":
        message = stranger.message(
            fragment=draw.choice(["", "", "none", "x" * 1000]),
            page_script_hash=draw.choice(["", stranger.hash, "0" * 32, "x" * 10**5, "\x00"]),
            page_name=draw.choice(["", "challenge", "nowhere", "../app", "x" * 10**4]),
            is_auto_rerun=draw.random() < 0.5,
            is_history_navigation=draw.random() < 0.5,
        )
        context = message.rerun_script.context_info
        context.timezone, context.locale = draw.choice(ODD_TEXTS), draw.choice(ODD_TEXTS)
        context.timezone_offset, context.url = draw.choice([0, -(2**31), 2**31 - 1]), draw.choice(ODD_TEXTS)
        context.color_scheme, context.is_embedded = draw.choice(["dark", *ODD_TEXTS]), draw.random() < 0.2
        message.rerun_script.cached_message_hashes.extend(["x"] * draw.choice([0, 1, 10**4]))
        await stranger.send(message)
        return
    if kind == "file_urls_request":
        message.file_urls_request.request_id = draw.choice(ODD_TEXTS)
        message.file_urls_request.file_names.extend([""] * draw.choice([0, 1, 100, 900_000]))
        message.file_urls_request.session_id = draw.choice([stranger.session, "other"])
    elif kind == "backend_operation_request":
        request = message.backend_operation_request
        request.request_id, request.session_id = draw.choice(ODD_TEXTS), draw.choice([stranger.session, "", "other"])
        operation = draw.choice(["", "deferred_file", "install_skills", "dismiss_skills_nudge", "dataframe_chunk"])
        if operation:
            getattr(request, operation).SetInParent()
        if operation == "dataframe_chunk":
            request.dataframe_chunk.offset, request.dataframe_chunk.limit = draw.choice([0, 7, 2**31 - 1]), 2**31 - 1
        request.deferred_file.file_id = draw.choice(ODD_TEXTS) if operation == "deferred_file" else ""
    else:
        setattr(message, kind, draw.random() < 0.8)
    await stranger.send_frame(message.SerializeToString())
    if kind in ("clear_cache", "stop_script"):  # what comes after it finds a session with nothing in it
        name = draw.choice(sorted(stranger.elements) or ["none"])
        widgets = draw.choice([[], [event(name, {"do": "open"})], [state(name, "json_value", '{"view": {}}')]])
        await stranger.send(stranger.message(*widgets, fragment=stranger.elements.get(name, ("", ""))[1]))
        await stranger.send(stranger.message())


def addresses(draw):
    """Query strings: huge, of thousands of fields, broken, and every name with any value."""
    names = [*PARAMETERS, "run", "points", "task", "embed"]
    odd = [
        "", "%", "%zz", "%00", "%FF%FE", "%ED%A0%80", "nan", "1e999", "-1", "9" * 400, "0x10", "%3Cscript%3E", "~",
        "~x", "1" + "A" * 4000, "1eJwDAAAAAAE", "x" * 20_000, "4-2-8", "16-16-16-16-16-16", "own", "all", "none",
    ]  # fmt: skip
    for number in range(225):

        async def act(stranger, draw, number=number):
            chosen = draw.choices([*names, "zz%FF", "__proto__"], k=draw.choice([1, 2, 5, 30]))
            query = "&".join(f"{name}={draw.choice(odd)}" for name in chosen)
            if number % 45 == 0:
                query = "&".join(f"f{i}={i}" for i in range(draw.choice([999, 1001, 20_000])))
            elif number % 45 == 22:
                query = draw.choice(["x" * 600_000, "lr=" + "9" * 500_000, "run=1" + "A" * 500_000, "&" * 10**5])
            elif number % 3 == 0:
                query = cut(draw, shared(draw))
            elif number % 7 == 0:
                query = draw.choice(["&&&", "=", "=&=", "?", "lr", "lr=;n=5", "\x00", "ŷ=ŷ", "lr=%", "#", "a" * 9000])
            stranger.query = query
            await stranger.send(stranger.message())

        yield "", "", act
    for page in PAGES:
        for _ in range(6):

            async def act(stranger, draw):
                stranger.query = cut(draw, shared(draw))
                await stranger.send(stranger.message())

            yield page, "", act


def shared(draw):
    """An address with own points and a training, as a link has them."""
    points = "1eNpjYGJkZGBgZGRgYGRkAAAA1AAV"
    run = "1eLsBm4cWHdOz0NHRNNQxiAUAH9QDwA"
    return draw.choice(["dataset=own&", ""]) + f"points={points}&run={run}&hidden=4-2&lr=0.03&batch=10&n=60&seed=5"


def controls(draw):
    """Wishes for every control of the playground, what it has else in every field of the protocol, crowds of states."""
    keys = [
        "dataset", "n", "noise", "split", "layers", "activation", "neurons_1", "neurons_2", "activation_1",
        "learning_rate", "batch_size", "task", "features", "initialiser", "order", "optimiser", "clip", "schedule",
        "period", "penalty", "penalty_rate", "dataseed", "seed", "own_points", "__class__",
    ]  # fmt: skip
    for key in keys:
        yield "", QUERY, wish, [[key, 2**63 - 1]]  # a loop up to it would never end
        for _ in range(12):
            others = [[draw.choice(keys), garbage(draw)] for _ in range(draw.choice([0, 1, 2, 19]))]
            yield "", QUERY, wish, [*others, [key, draw.choice([garbage(draw), True, "1", 5, []])]]
    for number in (21, 10**4):
        yield "", QUERY, wish, [["noise", 5]] * number
    yield "", f"{QUERY}&speed=5", wish, [["noise", 5], ["your_data", True]]  # it leads to another page
    for key in ("controls", "scenes", "page_version"):
        for kind, values in KINDS.items():
            yield "", QUERY, one_state, key, kind, draw.choice(values)
    yield from crowds(draw, "", 20)


async def wish(stranger, draw, wanted):
    """Send wishes of the controls, as they tell them, or nearly, with a run of the page or of the stage's fragment."""
    name, panel = stranger.id_of("controls"), stranger.panel
    told = {"for": panel["token"], "wishes": [[n, *it] for n, it in enumerate(wanted, start=panel["seen"] + 1)]}
    held = json.dumps({"told": spoiled(draw, told) if draw.random() < 0.3 else told})
    fragment = stranger.elements[stranger.id_of("stage")][1] if draw.random() < 0.2 else ""
    await stranger.send(stranger.message(state(name, "json_value", held), fragment=fragment))


async def one_state(stranger, draw, key, kind, value):
    """Send one widget's state, of the whole page or of its fragment."""
    name = next((name for name in stranger.elements if f"-{key}" in name), f"$$ID-0-{key}")
    fragment = stranger.elements.get(name, ("", ""))[1]
    if draw.random() < 0.2:
        fragment = next((f for _kind, f in stranger.elements.values() if f), "")
    await stranger.send(stranger.message(state(name, kind, value), fragment=fragment))


def crowds(draw, page, count):
    """Thousands of states at once, of widgets that there are and of others."""
    for _ in range(count):

        async def act(stranger, draw):
            known = [odd_state(draw, name) for name in stranger.elements if draw.random() < 0.5]
            size = draw.choice([0, 10, 1000, 10_000])
            unknown = [state(f"$$ID-{i:032x}-None", "string_value", "x") for i in range(size)]
            await stranger.send(stranger.message(*known, *unknown))

        yield page, "", act


def other_pages(draw):
    """The widgets of all other pages: the table, the editors of the challenge, quiz, comparison, and steps."""
    keys = {
        "your_data": ["own_table", "own_train", "own_ways"],
        "challenge": ["challenge_lines_backward", "challenge_lines_fit", "check_backward", "check_fit", "train",
                      "hint_backward"],
        "quiz": ["ask_backward", "quiz_next", "Answer"],
        "backpropagation": ["example", "step", "step_next", "activation_layer", "check", "next_example"],
        "learning_rate": ["compare_setting", "compare_values_learning_rate", "compare_seeds", "compare_epochs",
                          "compare", "experiment_rates"],
        "start": ["open_1"],
    }  # fmt: skip
    for page, names in keys.items():
        for key in names:
            for kind, values in KINDS.items():
                yield page, "", one_state, key, kind, draw.choice(values)
        yield from crowds(draw, page, 4)
    for _ in range(40):
        yield "your_data", "", edit_table
    for _ in range(30):
        yield "challenge", "", challenge


async def edit_table(stranger, draw):
    """What the table of own points reports, nearly right."""
    cell = {"x1": draw.choice(["1", "0,5", *ODD_TEXTS]), "x2": draw.choice(["1", 5, None]), "class": "1"}
    report = {
        "edited_rows": {draw.choice(["0", "3", "-1", "99999", "x", "1.5", ""]): draw.choice([cell, {}, None, 5, [1]])},
        "added_rows": [draw.choice([cell, {}, None, 5, {"_index": 3}])] * draw.choice([0, 1, 40, 6000]),
        "deleted_rows": draw.choice([[], [0], [-1], [0, 0], [10**9], ["x"], [None], [1.5], [[0]], 5]),
    }
    if draw.random() < 0.3:
        report = spoiled(draw, report)
    name = next((name for name in stranger.elements if "own_table" in name), "$$ID-0-own_table")
    await stranger.send(stranger.message(state(name, "string_value", json.dumps(report))))


async def challenge(stranger, draw):
    """Lines that no learner would write, to be checked or trained with."""
    lines = draw.choice([
        "dz = " + "(" * 3000 + "1" + ")" * 3000, "import os", "dz = da ** 10 ** 10", "self = 5", "dz = [0] * 10 ** 9",
        "while True: pass", "dz = self.__class__", "\x00", "dz = " + "9" * 4000, "x" * 10**5, "dz = 'a' * 10 ** 9",
        "for i in range(10 ** 12): pass", "dz = da @ da", "lambda: 0", "dz\u2028= 1",
    ])  # fmt: skip
    method = draw.choice(["backward", "fit"])
    pressed = draw.choice([f"check_{method}", "train", f"hint_{method}"])
    text = state(stranger.id_of(f"challenge_lines_{method}"), "string_value", lines)
    await stranger.send(stranger.message(text, state(stranger.id_of(pressed), "trigger_value", True)))


def components(draw):
    """What components trigger and hold: any JSON, requests that are nearly right, and right ones of absurd size."""
    for _ in range(450):
        yield "", QUERY, ask_anything
    places = [
        ("your_data", "own_plane", "stroke"), ("your_data", "own_points_keeper", "kept"),
        ("backpropagation", "example_chart", "click"), ("", "own_points_keeper", "kept"), ("", "address_bar", "x"),
    ]  # fmt: skip
    for page, key, called in places:
        for _ in range(45):
            yield page, "", trigger, key, called


def request(draw, header):
    """A request as the stage could make it, or of any size there is."""
    do = draw.choice(["train", "train", "seek", "walk", "branch", "continue", "apply", "share", "reset", "reseed"])
    made = {"version": VERSION, "run_id": header["run_id"], "do": do, "id": draw.randrange(10**6)}
    made["revision"] = header["revision"] + draw.choice([0, 0, 0, 1, 2**53])
    far = draw.choice([0, 0, 1, 5, 30, 10**9, 2**53])
    if do == "train":
        made |= {"from": far, "shown": draw.choice([0, far]), "count": draw.choice([1, 45, 10**6, 2**53])}
        made |= {"pace": draw.choice(["all", "max"]), "urgent": draw.random() < 0.5, "journal": draw.choice([None, 1])}
    elif do in ("seek", "walk", "branch", "share"):
        made |= {"epoch": far, "update": draw.choice([0, 1, 10**6, 2**53])}
        made["edits"] = [[draw.choice([0, 3, 10**6]), draw.choice([0.5, 1e6, 1e308])]] * draw.choice([0, 1, 1000])
    elif do == "continue":
        change = [draw.choice([0, 5, 10**9]), {"learning_rate": draw.choice([0.1, 1e300])}]
        made |= {"start": header["start"], "journal": [change] * draw.choice([0, 1, MAX_JOURNAL, MAX_JOURNAL + 1])}
        made |= {"epoch": far, "engine": draw.choice([None, "numpy", "numba", "x"])}
    elif do == "apply":
        made["explanation"] = draw.choice(["dead", "slow", "overfitting", "x"])
    return made


async def ask_anything(stranger, draw):
    """Send the stage's `ask`, or its view."""
    name = stranger.id_of("stage")
    fragment = stranger.elements[name][1]
    made, kind = request(draw, stranger.header), draw.randrange(10)
    if kind < 4:
        widgets = [event(name, made)]
    elif kind < 7:
        widgets = [event(name, spoiled(draw, made))]
    elif kind < 8:
        widgets = [event(name, draw.choice([garbage(draw), cut(draw, json.dumps([{"event": "ask", "value": made}]))]))]
    else:
        view = {"speed": draw.choice(["1", "max", "60"]), "stop": draw.choice([None, 5, 10**6]), "target": None}
        held = {"view": draw.choice([view, spoiled(draw, view), garbage(draw)])}
        widgets = [state(name, "json_value", draw.choice([json.dumps(held), *ODD_JSON]))]
    await stranger.send(stranger.message(*widgets, fragment=draw.choice([fragment, fragment, fragment, ""])))


async def trigger(stranger, draw, key, called):
    """Send what another component could trigger, and what it could not."""
    name = next((name for name in stranger.elements if f"-{key}" in name), f"$$ID-0-{key}")
    stroke = {"revision": "0", "id": draw.choice(ODD_NUMBERS), "points": [draw.choice([0, 600, 601, 0.5, True])] * 30}
    click = {"trace": draw.choice([0, 1, 2, -1, "x"]), "point": draw.choice(ODD_NUMBERS)}
    points = draw.choice(["1" + "A" * 50_000, "1eNpjYGJkZGBgZGRgYGRkAAAA1AAV", "2x", *ODD_TEXTS])
    kept = [points] * draw.choice([0, 1, 2, 20])
    right = {"stroke": stroke, "click": click, "kept": kept}.get(called, garbage(draw))
    value = draw.choice([right, right, spoiled(draw, right), garbage(draw)])
    widget = event(name, value, called)
    if draw.random() < 0.3:
        widget = draw.choice([event(name, draw.choice(ODD_JSON)), odd_state(draw, name)])
    fragment = stranger.elements.get(name, ("", ""))[1]
    await stranger.send(stranger.message(widget, fragment=fragment))


def work(draw):
    """The most work that can be asked for in right shape, again and again."""
    heavy = "dataset=spiral&n=5000&split=90&hidden=16-16-16-16-16-16&batch=1&optimiser=adam"
    journal = [[epoch, {"learning_rate": 0.001 + epoch * 1e-6}] for epoch in range(MAX_JOURNAL)]
    for number in range(48):

        async def act(stranger, draw, number=number):
            header = stranger.header
            about = {"version": VERSION, "run_id": header["run_id"], "revision": header["revision"], "id": number}
            made = [
                about | {"do": "train", "from": 0, "shown": 0, "count": 10**6, "pace": "max", "urgent": False},
                about | {"do": "walk", "epoch": 0, "update": 4499},
                about | {"do": "continue", "start": header["start"], "journal": journal, "epoch": 10**9},
                about | {"do": "seek", "epoch": 1},
                about | {"do": "share", "epoch": 1},
                about | {"do": "branch", "epoch": 0, "edits": [[place, 0.5] for place in range(1000)]},
            ]
            await stranger.ask(made[number % len(made)])

        yield "", heavy, act
    for number in range(10):

        async def act(stranger, draw, number=number):
            """Messages that nobody waits for: the server makes one run of them."""
            for _ in range(20):
                await stranger.send_frame(stranger.message().SerializeToString())
            await stranger.send(stranger.message())

        yield "", heavy, act


FAMILIES = {
    "frames": frames,
    "addresses": addresses,
    "controls": controls,
    "other pages": other_pages,
    "components": components,
    "work": work,
}


# --- HTTP


def http_requests(draw, mine, other):
    """Yield (method, path, headers, body) of requests that no browser makes; `mine` and `other` are sessions."""
    upload = "/_stcore/upload_file"
    token = "X-Xsrftoken: x", "Cookie: _streamlit_xsrf=x"
    for _ in range(250):
        session = draw.choice([mine, other, "", "none", "..", "%2e%2e", "x" * 3000, "\x01"])
        method = draw.choice(["PUT", "DELETE", "POST", "GET", "OPTIONS", "PATCH", "BREW"])
        size = draw.choice([0, 10, 1000])
        kind = draw.choice(["text/plain", "multipart/form-data", "multipart/form-data; boundary=b", "x" * 1000])
        form = (
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="../../x"\r\n\r\n'
            + b"x" * size
            + b"\r\n--b--\r\n"
        )
        body = draw.choice([form, form, draw.randbytes(size), b""])
        headers = [f"Content-Type: {kind}", *draw.choice([(), token])]
        headers += draw.choice([[], [], ["Content-Length: 99999999999"], ["Content-Length: -1"], ["Content-Length: x"]])
        yield method, f"{upload}/{session}/{draw.choice(['file', 'x' * 500, '../x'])}", headers, body
    up = ["..", "%2e%2e", ".%2e", "%252e%252e", "..%2f", "..\\", "....//", "%c0%ae%c0%ae"]
    targets = ["app.py", "etc/passwd", ".streamlit/config.toml", ".streamlit/secrets.toml", "nn_core/run.py"]
    for root in ("app/static", "static", "media", "component", "_stcore/bidi-components", "_stcore", ""):
        for step in up:
            for target in targets:
                yield "GET", f"/{root}/{'/'.join([step] * draw.choice([1, 2, 6]))}/{target}", [], b""
    for path in [
        "//app/static", "//etc/passwd", "/app/static//etc/passwd", "/\\\\host\\share", "/%5c%5chost%5cshare", "/C:/x",
        "/app/static/%00", "/media/" + "x" * 5000, "/" + "a/" * 3000, "/_stcore/agent/interact", "/_stcore/metrics",
        "/_stcore/script-health-check", "/_stcore/host-config", "/_stcore/stream", "/_stcore/allowed-message-origins",
        "/oauth2callback?code=x", "/auth/login?provider=x", "/auth/logout", "/_stcore/message?hash=x", "*", "x", "",
    ]:  # fmt: skip
        for method in ("GET", "POST", "HEAD", "DELETE", "TRACE", "CONNECT", "get", "G" * 500):
            yield method, path, [], b""
    for _ in range(60):
        name, value = draw.choice(["X", "Cookie", "Host", "Range", "Origin"]), draw.choice(ODD_TEXTS)[:20_000]
        value = "".join(letter for letter in value if letter.isprintable())
        yield "GET", draw.choice(["/", "/_stcore/health", "/media/x"]), [f"{name}: {value}"], b""


# --- the lesson that goes on


class Witness(Student):
    """A student who plays and holds every epoch that comes to those of a Run of the same description."""

    async def ask(self, **asked):
        header, numbers = await super().ask(**asked)
        if header["kind"] == "chunk":
            self._compare(header, numbers)
        return header, numbers

    def _compare(self, header, numbers):
        if not hasattr(self, "own"):
            self.own, self.compared = Run(Description(**self.opening["start"]), header["engine"]), 0
        assert header["from"] == self.own.epoch
        rows = [
            [r.loss, r.train_loss, r.test_loss, r.train_score, r.test_score, r.learning_rate]
            for r in self.own.advance(header["count"])
        ]
        np.testing.assert_array_equal(numbers[: 6 * len(rows)].reshape(-1, 6), np.float32(rows))
        self.compared += len(rows)


class Lesson:
    """A server, a student who plays on it all the while, and what is found amiss."""

    def __init__(self, server, seed):
        self.server, self.seed = server, seed
        self.faults, self.sent, self.read = [], Counter(), 0

    async def begin(self):
        """Let the student play, and strangers come for the first time, before memory is measured."""
        self.student = await Witness(self.server.url).open(QUERY)
        self.playing = asyncio.create_task(self.student.play(3600, speed=SPEED))
        for page in ("", *PAGES):
            await (await Stranger(self.server.url, page).open()).close()
        self.first = self.memory()

    def memory(self):
        """Megabytes that the server holds."""
        with open(f"/proc/{self.server.process.pid}/statm") as about:
            return int(about.read().split()[1]) * resource.getpagesize() / 1e6

    async def family(self, name):
        """Let strangers send all acts of a family, some strangers at a time."""
        start, acts = time.perf_counter(), list(FAMILIES[name](random.Random(f"{self.seed} {name}")))
        by_place = {}
        for number, (page, query, *act) in enumerate(acts):
            by_place.setdefault((page, query), []).append((number, act))
        waiting = asyncio.Queue()
        for place, here in by_place.items():
            for first in range(SIDE_BY_SIDE):
                waiting.put_nowait((place, here[first::SIDE_BY_SIDE]))
        await asyncio.gather(*(self._strangers(name, waiting) for _ in range(SIDE_BY_SIDE)))
        await self.look(name, time.perf_counter() - start)

    async def _strangers(self, name, waiting):
        while not waiting.empty():
            (page, query), acts = waiting.get_nowait()
            stranger = await Stranger(self.server.url, page, query).open()
            for number, (act, *case) in acts:
                stranger.query = query
                await stranger.renew()
                with suppress(Missing):
                    await act(stranger, random.Random(f"{self.seed} {name} {number}"), *case)
            await stranger.close()
            self.sent[name] += stranger.sent
            self.faults += [f"{name}, {page}: {fault}" for fault in stranger.faults]

    async def web(self):
        """Send requests by HTTP: nothing but the files for everybody may come, nor anything be broken off by them."""
        start = time.perf_counter()
        mine, other = [await Stranger(self.server.url).open() for _ in range(2)]
        secrets = [b"st.navigation(", b"root:", b"enableStaticServing", b"class Run"]
        slow = [await asyncio.open_connection("127.0.0.1", self.server.port) for _ in range(8)]
        for _reader, writer in slow:
            writer.write(b"PUT /_stcore/upload_file/x/y HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx")
        for method, path, headers, body in http_requests(random.Random(self.seed), mine.session, other.session):
            status, answer = await http(self.server.port, method, path, headers, body)
            self.sent["http"] += 1
            if status >= 500 or any(secret in answer for secret in secrets) or b"Traceback" in answer:
                self.faults.append(f"http: {method} {path[:80]} {headers} is answered {status} {answer[:100]}")
        for _reader, writer in slow:
            writer.close()
        for stranger in (mine, other):
            await stranger.beat()
            await stranger.close()
            self.faults += stranger.faults
        await self.look("http", time.perf_counter() - start)

    async def look(self, name, seconds):
        """See that the server works, for the student who plays and for one who comes, and read its log."""
        assert self.server.process.poll() is None, self.server.log.read_text()[-3000:]
        start = time.perf_counter()
        newcomer = await Student(self.server.url).open(QUERY)
        await newcomer.play(PATIENCE, stop=5)
        await newcomer.leave()
        opened = time.perf_counter() - start
        if newcomer.faults or newcomer.epoch < 5:
            self.faults.append(f"{name}: a new student has {newcomer.faults}, and came to epoch {newcomer.epoch}")
        if self.playing.done():
            self.playing.result()  # which says why
        if self.student.faults or self.student.repeats:
            self.faults.append(f"{name}: the student had to ask {self.student.repeats} times again")
            self.student.repeats = 0
        log = self.server.log.read_text(errors="replace")
        found = Counter(tracebacks(log[self.read :], STREAMLITS_OWN))
        self.faults += [f"{name}: the log has {count} times {said}" for said, count in found.items()]
        self.read = len(log)
        print(
            f"{name}: {self.sent[name]} messages in {seconds:.0f} s; a new student plays within {opened:.1f} s; "
            f"{self.student.compared} epochs are right; the server holds {self.memory():.0f} MB"
        )

    async def end(self):
        """Let the student go; return by how many megabytes the server has grown."""
        self.playing.cancel()
        with suppress(asyncio.CancelledError):
            await self.playing
        await self.student.leave()
        return self.memory() - self.first


@pytest.mark.slow
def test_strangers_break_nothing_and_no_student_notices(tmp_path):
    server = Server(tmp_path / "log.txt", environment={"NN_ENGINE": "numba"}).wait()  # as it is hosted

    async def lesson():
        going = Lesson(server, seed=8)
        await going.begin()
        for name in FAMILIES:
            await going.family(name)
        await going.web()
        return going, await going.end()

    try:
        going, growth = run_alone(lesson())
    finally:
        server.stop()
    sent = sum(going.sent.values())
    print(f"{sent} messages; the server has grown by {growth:.0f} MB; its log has {going.read} letters")
    assert going.faults == []
    assert sent >= MESSAGES
    assert growth < MOST_GROWTH
