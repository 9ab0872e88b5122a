"""The one door that every text a person reads goes through: `_` for labels, `prose` for a page of Markdown."""

import re
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


def literal(text):
    """Return Markdown that shows `text` as it is: what came from an address is never a link, a colour or a formula."""
    escaped = re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~:$&])", r"\\\1", text)
    # Bare addresses become links whatever is escaped; an invisible word joiner keeps them apart.
    return re.sub(r"(:(?=\\?/)|@|www(?=\\?\.))", "\\1\u2060", escaped, flags=re.IGNORECASE)
