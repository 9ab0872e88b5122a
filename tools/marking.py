"""A language in which every translated text has marks round it, so that tests see what was not translated."""

from dataclasses import dataclass

from playground.languages import CONTENT, ENGLISH, Language


class Marking:
    """A catalogue that puts marks round every text, and will have none that has them already."""

    def gettext(self, text):
        assert "⟦" not in text, f"This was translated before: {text}"
        return f"⟦{text}⟧"

    def ngettext(self, one, many, count):
        return self.gettext(one if count == 1 else many)


@dataclass(frozen=True)
class Marked(Language):
    """A language that is English with marks."""

    folder = CONTENT / ENGLISH
