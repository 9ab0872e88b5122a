"""A language that is English with marks round every text, and all that a page says: what has no marks is plain English.

A test that speaks it asks for the fixture `marked` of conftest.py.
"""

import html
import json
import re
import tomllib
from functools import cache

from playground.languages import CONTENT, ENGLISH
from playground.protocol import unpack
from tests.helpers.pages import opened
from tools.marking import Marked, Marking

# Fields of Streamlit's messages that nobody reads.
UNREAD = {
    "anchor", "arrow_data", "code_text", "columns", "component_name", "css_content", "default", "deferred_file_id",
    "element_id", "form_id", "hash", "icon", "icon_position", "id", "js_content", "key", "language", "name", "page",
    "page_hash", "page_script_hash", "query_string", "shortcut", "style", "type", "uri", "url", "user_key",
    "value",
}  # fmt: skip
BESIDE = re.compile(r"^(:material/\w+: )?[ #*·]*|[ *]*$")  # a line of prose


# What of a text is for a machine: styles and tags, code, formulas, icons, and the marks of Markdown.
NOT_WORDS = re.compile(
    r"<style.*?</style>|<(code|math|pre|svg)\b.*?</\1>|<figure class=.course-code.*?</figure>|<[^>]*>"
    r"|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)|:material/\w+:|:[a-z]+(?=\[)",
    re.DOTALL,
)
SHOWN_OF_CONTROLS = {"title", "sentence", "label", "help", "note"}
SHOWN_IN_A_FIGURE = {"hovertemplate", "label", "name", "text", "title"}
ATTRIBUTES = re.compile(r'(?:aria-label|title|alt|placeholder)="([^"]*)"')
WORD = re.compile(r"[A-Za-z]{2,}")


MARKED = Marked("marked", "Marked", "x-marked", ",", ".", "%", Marking())


def page(name, **query):
    """A session in that language that has just opened a page."""
    return opened(f"pages/{name}.py", lang=MARKED.code, **query)


def texts(at):
    """All that the page says, [(kind of element, text)]: what its messages to the browser hold for a person to read."""
    assert not at.exception
    return list(_of_node(at.main.root))


def unmarked(at, *others):
    """What the page says in plain English, [(kind, text)], but for these texts and words, and for prose."""
    shown = texts(at)
    assert len([text for _kind, text in shown if "⟦" in text]) >= 3
    return [(kind, text) for kind, text in shown if text not in others and words(text) - {*others}]


@cache
def prose():
    """Every line of English that pages take from `content/` as it is."""
    folder = CONTENT / ENGLISH
    lines = [line for path in folder.rglob("*.md") for line in path.read_text(encoding="utf-8").split("\n")]
    lines += [text for path in folder.rglob("*.toml") for text in _strings(tomllib.loads(path.read_text("utf-8")))]
    return {BESIDE.sub("", line) for line in lines if WORD.search(line)}


def words(text):
    """The words of a text that are neither between marks nor in the prose of English."""
    before = None
    while before != text:
        before, text = text, re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
    text = "\n".join(line for line in text.split("\n") if BESIDE.sub("", line) not in prose())
    told = " ".join([html.unescape(NOT_WORDS.sub(" ", text)), *ATTRIBUTES.findall(text)])
    return set(WORD.findall(told))


def _of_node(node):
    if (proto := getattr(node, "proto", None)) is not None:
        yield from ((type(proto).__name__, text) for text in _of_message(proto))
    for child in getattr(node, "children", {}).values():
        yield from _of_node(child)


def _of_message(message):
    for field, value in message.ListFields():
        if field.name in UNREAD:
            continue
        for one in value if field.is_repeated else [value]:
            if field.name in ("json", "bytes"):
                yield from _of_component(one)
            elif field.type == field.TYPE_STRING:
                yield one
            elif field.type == field.TYPE_MESSAGE and hasattr(one, "ListFields"):
                yield from _of_message(one)


def _of_component(sent):
    """What a component is sent to show: labels and the stage's rules, all in the header of an answer, or a figure."""
    try:
        data = json.loads(sent)
    except ValueError:
        data, _numbers = unpack(sent)
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except ValueError:  # the component is told a single word
            yield data
            return
    yield from _strings([data[name] for name in ("labels", "header", "remedies", "alt") if name in data])
    yield from _strings([rule["meaning"] for rule in data.get("rules", [])])
    yield from _of_controls([data.get("groups", []), {"note": data.get("note", "")}])
    yield from _in_figure(data.get("figure", {}))


def _of_controls(part):
    for name, inner in part.items() if isinstance(part, dict) else []:
        if name in SHOWN_OF_CONTROLS:
            yield from _strings(inner)
        elif name == "options":
            yield from _strings([text for _value, text in inner])
        else:
            yield from _of_controls(inner)
    for inner in part if isinstance(part, list) else []:
        yield from _of_controls(inner)


def _strings(data):
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _strings(part)


def _in_figure(part):
    for name, inner in part.items() if isinstance(part, dict) else []:
        if name in SHOWN_IN_A_FIGURE:
            yield from _strings(inner)
        for one in inner if isinstance(inner, list) else [inner]:
            yield from _in_figure(one)
