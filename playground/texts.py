"""The one door that every text a person reads goes through: `_` for labels, `prose` for a page of Markdown."""

import html
from functools import cache
from pathlib import Path

CONTENT = Path(__file__).parent.parent / "content"


def _(text):
    """Return a label in the reader's language. English is the one there is, so it is the text itself."""
    return text


@cache
def prose(name, language="en"):
    """Return the Markdown of content/<language>/<name>.md."""
    return (CONTENT / language / f"{name}.md").read_text(encoding="utf-8")


def notice(sentences):
    """Return the HTML of a box with a few sentences. What came from an address is shown as it is, whatever it is."""
    line = "margin: 0; overflow: hidden"  # accents that pile up cover no other sentence
    paragraphs = "".join(f'<p style="{line}">{html.escape(sentence)}</p>' for sentence in sentences)
    box = "padding: 0.6rem 0.9rem; border-radius: 0.5rem; border-left: 4px solid #e69f00; overflow-wrap: anywhere;"
    return f'<div role="alert" style="{box} background: rgba(230, 159, 0, 0.16)">{paragraphs}</div>'
