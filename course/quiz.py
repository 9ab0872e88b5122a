"""The quiz: its questions, read from content/<language>/quiz.toml, and the score of those who answer them."""

import csv
import io
import tomllib
from dataclasses import dataclass
from functools import cache

from playground import languages
from playground.spreadsheet import FORMULA
from playground.texts import _


@dataclass(frozen=True)
class Answer:
    """One of the answers that a question offers, and why it is right or wrong; both are Markdown."""

    text: str
    why: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    """A question for one idea. Where the idea can be seen is either a `page` of the course or a `scene`, a preset.

    `anchor` is that of a heading on the page. Raises ValueError unless exactly one answer is right and exactly one
    place is named.
    """

    id: str
    text: str
    answers: tuple[Answer, ...]
    page: str | None = None
    scene: str | None = None
    anchor: str | None = None

    def __post_init__(self):
        if sum(answer.right for answer in self.answers) != 1:
            raise ValueError(f"Question {self.id} must have exactly one right answer.")
        if (self.page is None) == (self.scene is None):
            raise ValueError(f"Question {self.id} must name either a page or a scene.")
        if self.anchor and self.page is None:
            raise ValueError(f"Question {self.id} must name the page of its anchor.")

    @property
    def right(self):
        """The number of the right answer."""
        return next(number for number, answer in enumerate(self.answers) if answer.right)


def questions():
    """Return all questions in the reader's language, in their order.

    Raises ValueError for an invalid file, with what is wrong in it.
    """
    return _questions(languages.current().folder / "quiz.toml")


@cache
def _questions(path):
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
    found = tuple(Question(answers=tuple(Answer(**answer) for answer in row.pop("answer")), **row) for row in rows)
    if len({question.id for question in found}) < len(found):
        raise ValueError("Two questions of the quiz have the same id.")
    return found


def score(questions, answers):
    """Return how many of the answers, {id of a question: number of the answer}, are right."""
    return sum(answers.get(question.id) == question.right for question in questions)


def report(questions, answers, name=""):
    """Return the outcome as CSV: one row per question, then whose answers they are, if known, and the score."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([_("number"), _("question"), _("your answer"), _("right answer"), _("marks")])
    for number, question in enumerate(questions, start=1):
        given = answers.get(question.id)
        chosen = "" if given is None else question.answers[given].text
        point = int(given == question.right)
        table.writerow([number, question.text, chosen, question.answers[question.right].text, point])
    if name:
        harmless = f"'{name}" if name.startswith(FORMULA) else name
        table.writerow(["", _("name"), harmless, "", ""])
    table.writerow(["", _("score"), "", _("of {count}").format(count=len(questions)), score(questions, answers)])
    return text.getvalue()
