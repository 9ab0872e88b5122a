"""Names in Streamlit's page the files that the app is about to need, so that the browser fetches them all at once.

Missing in Streamlit 1.67: a way to add to the head of its page, and a list of the files that its widgets are made of.
Without this the browser learns of the stage only once Streamlit's script has started, connected and run the app; and of
each widget's file only once the one that imports it has come. tests/playground/workarounds/test_gaps.py fails when
Streamlit's page names such files itself.
"""

import re
from functools import cache
from pathlib import Path

import streamlit

from playground import assets

SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"
IMPORT = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')
# What the first screens are made of, by the names of Streamlit's files without their hashes.
WIDGETS = ("BidiComponent", "Html", "Button", "Selectbox", "Slider", "NumberInput", "TextInput", "ButtonGroup")
END_OF_HEAD = b"</head>"


class EarlyFiles:
    """An ASGI middleware around `app`."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        start = None  # of an answer that is a page
        body = b""

        async def send_with_links(message):
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    for part in _with_links(start, body):
                        await send(part)

        await self.app(_afresh(scope), receive, send_with_links)


def _is_page(message):
    return message["status"] == 200 and dict(message["headers"]).get(b"content-type", b"").startswith(b"text/html")


def _afresh(scope):
    """Return the request without what the browser has of the page: it may name the files of an older version."""
    if "." in scope["path"].rpartition("/")[2]:
        return scope
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if not name.startswith(b"if-")]}


def _with_links(start, body):
    """Return the messages of an answer that is Streamlit's page, with our links at the end of its head."""
    body = body.replace(END_OF_HEAD, links(body.decode()).encode() + END_OF_HEAD, 1)
    headers = {name: value for name, value in start["headers"] if name not in (b"etag", b"last-modified")}
    headers[b"content-length"] = b"%d" % len(body)
    return {**start, "headers": list(headers.items())}, {"type": "http.response.body", "body": body}


@cache
def links(page):
    """Return the links to what Streamlit's `page` does not name."""
    published = assets.publish()
    scripts = [f"./{published['script']}", *(f"./static/js/{name}" for name in _chunks() if name not in page)]
    lines = [f'<link rel="modulepreload" crossorigin href="{script}">' for script in scripts]
    lines.append(f'<link rel="preload" as="style" href="./{published["stage"]}/stage.css">')
    return "".join(f"{line}\n" for line in lines)


def _chunks():
    """Return the names of the files that the widgets are made of, with all that these import."""
    names = {}  # in the order in which they are found
    waiting = [path.name for widget in WIDGETS for path in SCRIPTS.glob(f"{widget}.????????.js")]
    while waiting:
        name = waiting.pop(0)
        if name not in names and (SCRIPTS / name).is_file():
            names[name] = True
            waiting += IMPORT.findall((SCRIPTS / name).read_text(encoding="utf-8"))
    return list(names)
