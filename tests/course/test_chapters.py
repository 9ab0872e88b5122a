"""Tests of the chapters: that each has its page, its prose, and a scene that an address can bring back."""

import pytest

from course.chapters import CHAPTERS
from playground.address import from_query, to_query
from playground.assets import STATIC
from playground.texts import prose


@pytest.mark.parametrize("chapter", CHAPTERS.values(), ids=list(CHAPTERS))
def test_a_chapter_has_a_page_prose_and_a_scene(chapter):
    assert (STATIC.parent / chapter.page).is_file()
    assert prose(chapter.name).startswith("## ")
    assert from_query(to_query(chapter.scene)) == (chapter.scene, [])


def test_no_two_chapters_share_a_title_or_an_icon():
    assert len({chapter.title for chapter in CHAPTERS.values()}) == len(CHAPTERS)
    assert len({chapter.icon for chapter in CHAPTERS.values()}) == len(CHAPTERS)
