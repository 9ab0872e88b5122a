"""Tests that texts from outside are shown as they are, and that every page's prose is there to read."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import texts

CONTENT = Path(texts.__file__).parents[1] / "content" / "en"


class Reader(HTMLParser):
    """Reads HTML as a browser does: which elements, and what text."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def test_a_notice_is_an_alert_with_a_paragraph_a_sentence():
    box = texts.notice(["One.", "Two."])
    assert 'role="alert"' in box
    assert Reader(box).tags == ["div", "p", "p"]
    assert Reader(box).text == "One.Two."


def test_markup_in_a_notice_is_only_text():
    for text in ["<b>x</b>", "<img src=x onerror=alert(1)>", "&lt;", "[x](http://y)", "</p></div>", '"']:
        assert Reader(texts.notice([text])).tags == ["div", "p"], text
        assert Reader(texts.notice([text])).text == text, text


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_nothing_of_a_sentence_is_lost_in_a_notice(text):
    assert Reader(texts.notice([text])).text == text


def test_prose_is_the_whole_file():
    for name in [path.stem for path in sorted(CONTENT.glob("*.md"))]:
        assert texts.prose(name) == (CONTENT / f"{name}.md").read_text(encoding="utf-8") != "", name


def test_prose_that_is_not_there_is_missed():
    with pytest.raises(FileNotFoundError):
        texts.prose("no-such-page")


def test_a_label_is_its_own_english():
    assert texts._("Play") == "Play"
