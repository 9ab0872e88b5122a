"""Pages that run by way of app.py, and a language whose texts have marks."""

import pytest
from streamlit.runtime.pages_manager import PagesManager

from playground.languages import LANGUAGES
from tests.helpers.marking import MARKED


@pytest.fixture(autouse=True)
def app_with_navigation(monkeypatch):
    """Every page is run by way of app.py: AppTest forgets at each run, as no server does, that it has a menu."""
    begin = PagesManager.__init__

    def begin_with_navigation(self, *arguments, **named):
        begin(self, *arguments, **named)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", begin_with_navigation)


@pytest.fixture
def marked(monkeypatch):
    """A language whose texts have marks: the pages of `marking.page` are in it."""
    monkeypatch.setitem(LANGUAGES, MARKED.code, MARKED)
