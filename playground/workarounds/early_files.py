"""Names in Streamlit's page the files that the app is about to need, so that the browser fetches them all at once.

Missing in Streamlit 1.67: a way to add to the head of its page, and a list of the files that its widgets are made of.
Without this the browser learns of the stage only once Streamlit's script has started, connected and run the app; and of
each widget's file only once the one that imports it has come. A style, too, would come late: what is seen first would
be in a narrow column, and move. tests/playground/workarounds/test_gaps.py fails when Streamlit's page names such files
itself.
"""

import gzip
import re
from functools import cache
from pathlib import Path

import streamlit

from playground import assets
from playground.workarounds.files_in_memory import takes_gzip

SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"
IMPORT = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')
# What the first screen of every page, and of each, is made of: the names of Streamlit's files, without their hashes.
EVERYWHERE = ("BidiComponent", "TextArea")
ON_PAGE = {
    "": ("Button",),
    "your_data": ("Button", "DownloadButton", "DataFrame"),
    "lab_notebook": (),
    "room": (),
    "start": ("Button",),
    "explanations": ("LinkButton", "rehype-katex"),
    "backpropagation": ("Html", "Button", "NumberInput", "rehype-katex", "Slider", "Selectbox", "rehype-raw"),
    "learning_rate": ("Html", "Button", "Checkbox", "Selectbox", "Slider", "NumberInput", "rehype-katex"),
    "challenge": ("Html", "Button", "StreamlitSyntaxHighlighter"),
    "quiz": ("Button", "Progress", "Radio"),
}
STYLES = {"": "stage.css", "your_data": "plane/plane.css", "lab_notebook": "lab/lab.css", "room": "wall/wall.css"}
# As they are once all has come: the layout of app.py, and what is not in the flow of the page.
LOOK = """<style>
.stApp [data-testid=stMainBlockContainer] { max-width: initial; }
:has(> .st-key-language_menu) { position: absolute; }
.st-key-language_menu { position: fixed; top: 0; right: 3.25rem; width: auto; }
.st-key-language_menu:not(:has(nav)) { display: none; }
.st-key-page_version { display: none; }
</style>
"""
END_OF_HEAD = b"</head>"


class EarlyFiles:
    """An ASGI middleware around `app`."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        name = scope.get("path", "").rpartition("/")[2]
        if scope["type"] != "http" or scope["method"] != "GET" or "." in name:
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
                    for part in _with_links(name, start, body, takes_gzip(scope)):
                        await send(part)

        await self.app({**scope, "headers": _asking_for_the_whole(scope["headers"])}, receive, send_with_links)


def _is_page(message):
    return message["status"] == 200 and dict(message["headers"]).get(b"content-type", b"").startswith(b"text/html")


def _asking_for_the_whole(headers):
    """Return headers without what the browser has of the page: that may name the files of an older version."""
    return [(name, value) for name, value in headers if name != b"accept-encoding" and not name.startswith(b"if-")]


def _with_links(name, start, body, takes_gzip):
    """Return the messages of an answer that is Streamlit's page, with our links at the end of its head."""
    body = body.replace(END_OF_HEAD, links(name if name in ON_PAGE else None, body.decode()).encode() + END_OF_HEAD, 1)
    headers = {name: value for name, value in start["headers"] if name not in (b"etag", b"last-modified")}
    headers[b"vary"] = b"Accept-Encoding"
    if takes_gzip:
        body = gzip.compress(body, mtime=0)
        headers[b"content-encoding"] = b"gzip"
    headers[b"content-length"] = b"%d" % len(body)
    return {**start, "headers": list(headers.items())}, {"type": "http.response.body", "body": body}


@cache
def links(name, page):
    """Return links to what the page of that name, or None for any other, needs and Streamlit's `page` does not name."""
    published = assets.publish()
    chunks = _chunks((*EVERYWHERE, *ON_PAGE.get(name, ())))
    scripts = [published["script"], *(f"static/js/{chunk}" for chunk in chunks if chunk not in page)]
    styles = ["workarounds/barriers.css", *filter(None, [STYLES.get(name)])]
    lines = [f'<link rel="modulepreload" crossorigin href="./{script}">' for script in scripts]
    lines += [f'<link rel="preload" as="style" href="./{published["stage"]}/{style}">' for style in styles]
    return "".join(f"{line}\n" for line in lines) + LOOK


def _chunks(names):
    """Return Streamlit's files of these names, with all that they import."""
    found = {}  # in the order in which they are found
    waiting = [path.name for name in names for path in SCRIPTS.glob(f"{name}.????????.js")]
    while waiting:
        chunk = waiting.pop(0)
        if chunk not in found and (SCRIPTS / chunk).is_file():
            found[chunk] = True
            waiting += IMPORT.findall((SCRIPTS / chunk).read_text(encoding="utf-8"))
    return list(found)
