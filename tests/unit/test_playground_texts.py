"""Tests that texts from outside are shown as they are, and that every page's prose is there to read."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import texts

CONTENT = Path(texts.__file__).parents[1] / "content" / "en"
JOINER = "\u2060"


@pytest.mark.parametrize("character", "\\`*_{}[]()<>#+-.!|~:$&")
def test_a_character_that_means_something_in_markdown_is_escaped(character):
    assert texts.literal(f"a{character}b") == f"a\\{character}b"


@pytest.mark.parametrize("text", ["", "noise must be a whole number", "ŷ = α × 0", "a/b, c; d? 'e'"])
def test_plain_words_stay_as_they_are(text):
    assert texts.literal(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("[x](y)", r"\[x\]\(y\)"),
        ("**bold**", r"\*\*bold\*\*"),
        ("$x$", r"\$x\$"),
        (":red[x]", r"\:red\[x\]"),
        ("<b>", r"\<b\>"),
        ("&amp;", r"\&amp;"),
    ],
)
def test_a_link_a_colour_a_formula_or_html_is_taken_to_pieces(text, escaped):
    assert texts.literal(text) == escaped


@pytest.mark.parametrize("address", ["http://evil.example", "ftp://x", "WWW.evil.example", "me@evil.example"])
def test_a_bare_address_is_broken_up_so_that_it_becomes_no_link(address):
    shown = texts.literal(address).replace("\\", "")
    assert JOINER in shown
    assert shown.replace(JOINER, "") == address


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_characters="\\" + JOINER, exclude_categories=["Cs"])))
def test_nothing_of_a_text_is_lost(text):
    assert texts.literal(text).replace("\\", "").replace(JOINER, "") == text


@pytest.mark.parametrize("name", [path.stem for path in sorted(CONTENT.glob("*.md"))])
def test_prose_is_the_whole_file(name):
    assert texts.prose(name) == (CONTENT / f"{name}.md").read_text(encoding="utf-8") != ""


def test_prose_that_is_not_there_is_missed():
    with pytest.raises(FileNotFoundError):
        texts.prose("no-such-page")


def test_a_label_is_its_own_english():
    assert texts._("Play") == "Play"
