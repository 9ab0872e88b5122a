"""Tests that every language has every text, whole: labels, prose and quiz, and that numbers are written as it does.

A new label in the code fails here until it has a translation: `make catalogues` puts it into each labels.po.
"""

import ast
import re
import tomllib
from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core.checks import Fault, Phrase
from playground import languages, reader, texts
from playground.address import PARAMETERS, from_query
from playground.languages import CONTENT, ENGLISH, LANGUAGES, of_browser, speaking
from tools import catalogues

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
each = pytest.mark.parametrize("code", OTHERS)
FIELDS = {parameter.field for parameter in PARAMETERS.values()}  # how a sentence on a setting begins
PLACE = re.compile(r"%?\{[^{}]*\}")


@pytest.fixture(scope="module")
def template():
    return catalogues.template()


def forms(message):
    """The texts of a label, and of its translation: one, or one for each grammatical number."""
    if isinstance(message.id, str):
        return (message.id,), (message.string,)
    return message.id, message.string


# --- labels


@each
def test_every_label_in_the_code_has_a_translation_and_none_is_left_over(code, template):
    there = {message.id: message for message in catalogues.read(code) if message.id}
    assert [message.id for message in template if message.id and message.id not in there] == []
    assert [message.id for message in there.values() if message.fuzzy or not all(catalogues.strings(message))] == []
    assert [id for id in there if id not in template] == []


@each
def test_the_compiled_catalogue_is_that_of_the_labels(code):
    assert (LANGUAGES[code].folder / "labels.mo").read_bytes() == catalogues.compiled(catalogues.read(code))
    assert catalogues.written(catalogues.updated(code)) == (LANGUAGES[code].folder / "labels.po").read_bytes()


@each
def test_babel_has_nothing_against_a_catalogue(code):
    """But that it takes the "% o" of "50% of" for a place, as Python once wrote them."""
    found = [(message.id, list(errors)) for message, errors in catalogues.read(code).check()]
    assert [(text, errors) for text, errors in found if not re.search(r"[\d}]% ", text)] == []


@each
def test_a_translation_has_the_places_and_the_code_of_its_label(code):
    """One form of a number may leave the number out, as "one other" does."""
    wrong = []
    for message in catalogues.read(code):
        english, translated = forms(message)
        for text in translated if message.id else ():
            for pattern in (PLACE, re.compile(r"`[^`]*`"), re.compile(r":[a-z]+/?[a-z_]*[:\[]"), re.compile(r"\*\*")):
                wanted = [Counter(pattern.findall(form)) for form in english]
                if Counter(pattern.findall(text)) not in wanted:
                    wrong.append(text)
    assert wrong == []


@each
def test_a_translation_has_numbers_as_its_language_writes_them(code):
    """But in code, and where they are parts of a name."""
    names = re.compile(r"`[^`]*`|CC0 1\.0|CC BY 4\.0|doi\.org\S+|\w\.\w+\(")
    language = LANGUAGES[code]
    written = [text for message in catalogues.read(code) if message.id for text in forms(message)[1]]
    written += [*prose_of(code).values(), (language.folder / "quiz.toml").read_text(encoding="utf-8")]
    if language.decimal != ".":
        marks = r"\d\.\d(?!\d\d)" if language.group == "." else r"\d\.\d"  # 1.000 is a thousand there
        found = [text for text in written if re.search(marks, names.sub("", without_code(text)))]
        assert found == []
    spaced = [text for text in written if re.search(r"[\d}][ \u00a0]?%", text)]
    assert [text for text in spaced if not re.search(r"[\d}]" + language.percent, text)] == []


def without_code(text):
    """A page without its blocks of code and its formulas."""
    return re.sub(r"```.*?```|\$\$?.*?\$\$?", "", text, flags=re.DOTALL)


@each
def test_a_translation_can_be_put_in_the_place_of_its_label(code):
    """Spaces at its ends, which hold sentences together; the name of a setting, by which it is known in the address."""
    wrong = []
    for message in catalogues.read(code):
        for text in forms(message)[1] if message.id else ():
            english = forms(message)[0][0]
            ends = [re.match(r"\s*", side).group() for side in (english, english[::-1])]
            first = english.split()[0] if english.split() else ""
            is_same = [re.match(r"\s*", side).group() for side in (text, text[::-1])] == ends
            if not is_same or (first.rstrip(",:") in {*FIELDS, "{name}"} and " must " in english
                               and text.split()[0].rstrip(",:") != first.rstrip(",:")):  # fmt: skip
                wrong.append(text)
    assert wrong == []


@each
def test_no_two_settings_of_a_summary_are_called_alike(code):
    """They are the keys by which a page finds them."""
    from nn_core import Description
    from playground.summaries import summary

    with speaking(code):
        assert len(summary(Description())) == len(summary_in_english := _in_english(summary, Description()))
        assert summary(Description()).keys() != summary_in_english.keys()


def _in_english(make, *arguments):
    with speaking(ENGLISH):
        return make(*arguments)


@each
def test_texts_that_javascript_holds_in_quotes_have_none(code):
    """They stand between straight double quotes in the few lines that load a module."""
    from export import record
    from own_data import plane
    from playground import figures, stage

    with speaking(code):
        for text in (record.FAILED, plane.FAILED, figures.FAILED, stage.FAILED, stage.LOADING):
            assert not {'"', "\\", "<"} & set(texts.translated(text))


def labels_made_too_early(path):
    """The lines where a label is translated while a module is imported, when nobody reads yet."""
    found = []

    def visit(node, is_inside):
        for name, field in ast.iter_fields(node):
            for child in field if isinstance(field, list) else [field]:
                if not isinstance(child, ast.AST):
                    continue
                inside = is_inside or (isinstance(node, ast.FunctionDef | ast.Lambda) and name == "body")
                is_call = isinstance(child, ast.Call) and isinstance(child.func, ast.Name)
                if is_call and child.func.id in ("_", "ngettext", "told", "number", "written") and not inside:
                    found.append(child.lineno)
                visit(child, inside)

    visit(ast.parse(path.read_text(encoding="utf-8")), False)
    return found


MODULES = [
    path
    for folder in ("course", "export", "lab", "own_data", "playground")
    for path in sorted((catalogues.ROOT / folder).rglob("*.py"))
]


def test_no_module_translates_while_it_is_imported():
    """The scripts in pages/ run anew for every reader, so that they may."""
    assert {path: found for path in MODULES if (found := labels_made_too_early(path))} == {}


# --- prose and quiz


def prose_of(code):
    """{path within the language: its Markdown}."""
    folder = CONTENT / code
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}


def test_every_language_has_every_page():
    assert len(prose_of(ENGLISH)) > 30
    for code in OTHERS:
        assert prose_of(code).keys() == prose_of(ENGLISH).keys()


PROSE_PARTS = {
    "headings": r"^#+ ",
    "paragraphs": r"\n\n(?=\S)",
    "rules": r"^---$",
    "items of lists": r"^\s*(?:-|\d+\.) ",
    "code": r"```.*?```",
    "backticks": r"`[^`\n]+`",
    "targets of links": r"\]\([^)]*\)",
}


@each
def test_a_page_has_the_parts_of_its_english(code):
    pages = prose_of(code)
    for name, english in prose_of(ENGLISH).items():
        assert pages[name].strip() != english.strip(), name
        texts = english, pages[name]
        for part, pattern in PROSE_PARTS.items():
            found = [Counter(re.findall(pattern, text, re.MULTILINE | re.DOTALL)) for text in texts]
            assert found[0] == found[1], (name, part)
        formulas = [re.findall(r"\$\$?.*?\$\$?", re.sub(r"\\text\{.*?\}", "", text), re.DOTALL) for text in texts]
        assert len(formulas[0]) == len(formulas[1]), name


@each
def test_the_quiz_asks_the_same_questions(code):
    english, translated = (
        tomllib.loads((CONTENT / language / "quiz.toml").read_text(encoding="utf-8"))["question"]
        for language in (ENGLISH, code)
    )

    def shape(question):
        """A question without its words."""
        answers = [answer | {"text": bool(answer["text"]), "why": bool(answer["why"])} for answer in question["answer"]]
        return question | {"text": bool(question["text"]), "answer": answers}

    assert list(map(shape, translated)) == list(map(shape, english))
    assert all(ours["text"] != theirs["text"] for ours, theirs in zip(translated, english, strict=True))


# --- numbers and forms


def test_a_number_is_written_as_the_language_does():
    for code, value, spec, written in [
        ("en", 1234.5, ",.1f", "1,234.5"),
        ("pt", 1234.5, ",.1f", "1.234,5"),
        ("uk", 1234.5, ",.1f", "1\u00a0234,5"),
        ("en", -0.25, "g", "−0.25"),
        ("uk", -2e-7, ".1e", "−2,0e−07"),
        ("pt", 5000, ",", "5.000"),
    ]:
        with speaking(code):
            assert texts.number(value, spec) == written, (code, value)


@pytest.mark.parametrize(
    ("code", "share", "numbers"),
    [("en", "95%", "0.1, 0.2"), ("pt", "95%", "0,1; 0,2"), ("uk", "95\u00a0%", "0,1; 0,2")],
)
def test_per_cents_and_lists_of_numbers_are_written_as_the_language_does(code, share, numbers):
    with speaking(code):
        assert (texts.percent(95), texts.listed([texts.number(0.1, "g"), texts.number(0.2, "g")])) == (share, numbers)


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("en", {1: "{count} point", 2: "{count} points", 5: "{count} points", 21: "{count} points"}),
        ("pt", {1: "{count} ponto", 2: "{count} pontos", 21: "{count} pontos"}),
        ("uk", {1: "{count} точка", 3: "{count} точки", 5: "{count} точок", 11: "{count} точок", 21: "{count} точка"}),
    ],
)
def test_a_label_takes_the_form_that_goes_with_a_number(code, forms):
    with speaking(code):
        assert {n: texts.ngettext("{count} point", "{count} points", n) for n in forms} == forms


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_browser_gets_a_form_for_one_two_and_five(code):
    with speaking(code):
        made = texts.translated(texts.Plural("{count} point", "{count} points"))
    assert len(made) == 3 and made[0] != made[2]


# --- whose language it is


def test_the_language_is_the_browsers_if_it_is_here():
    for tag, code in [
        ("pt-BR", "pt"), ("pt-PT", "pt"), ("pt", "pt"), ("PT_br", "pt"), ("uk-UA", "uk"), ("uk", "uk"), ("en-GB", "en"),
        ("de-DE", "en"), ("ukx", "en"), ("", "en"), (None, "en"), ("-", "en"), ("../pt", "en"),
    ]:  # fmt: skip
        assert of_browser(tag, {}) == code, (tag, code)


def test_where_the_browsers_own_is_not_here_it_is_the_next_that_it_accepts():
    for tag, accepted, code in [
        ("ru", "ru,uk;q=0.9,en;q=0.8", "uk"), ("es", "es, pt-BR;q=0.5", "pt"), ("de-DE", "de-DE,en,uk", "en"),
        ("en-GB", "uk,en", "en"), (None, "uk-UA", "uk"), ("fr", "fr,*;q=0.1", "en"), ("fr", ",;,", "en"),
    ]:  # fmt: skip
        assert of_browser(tag, {"Accept-Language": accepted}) == code, (tag, accepted)


@given(st.text(), st.text())
def test_whatever_a_browser_says_there_is_a_language(tag, accepted):
    assert of_browser(tag, {"Accept-Language": accepted}) in LANGUAGES


def test_outside_of_a_page_it_is_english_unless_another_is_spoken():
    assert texts._("Play") == "Play"
    with speaking("uk"):
        assert texts._("Play") == "Пуск"
        with speaking("pt"):
            assert texts._("Play") == "Iniciar"
        assert texts._("Play") == "Пуск"
    assert texts._("Play") == "Play" and texts._("") == ""


# --- what nn_core says


def test_a_fault_of_nn_core_is_told_in_the_language_with_its_parts():
    fault = Fault("{name} must be one of {options}, not {value}.", name=Phrase("hidden, layer {number},", number=2),
                  options="a, b", value="'c'")  # fmt: skip
    assert str(fault) == texts.told(fault) == "hidden, layer 2, must be one of a, b, not 'c'."
    with speaking("uk"):
        assert texts.told(fault) == "hidden, шар 2, має бути одним із: a, b, а не 'c'."
        assert texts.told(ValueError("already told")) == "already told"


@each
def test_what_is_wrong_in_an_address_is_told_in_the_language(code):
    query = {"hidden": "4-99", "lr": "0,5", "n": "many", "dataset": "square", "task": "regression", "show": "x",
             "features": "x1-x1", "activation": "relu-relu-relu", "batch": "0", "points": "1abc",
             "foo": "1"}  # fmt: skip
    with speaking(code):
        told = from_query(query)[1]
    english = from_query(query)[1]
    assert len(told) == len(english) >= 11
    for ours, theirs in zip(told, english, strict=True):
        assert ours != theirs and not re.search(r"\b(must|not|the|Using|is|of)\b", ours)
        if named := re.match(r"In the address, (\w+)", theirs):
            assert re.search(rf"\b{named[1]}\b", ours)


def test_a_thread_of_a_page_asks_its_session_once(monkeypatch):
    """A page asks for hundreds of labels; a session keeps its language."""
    asked = []
    context = SimpleNamespace(session_id="one")
    monkeypatch.setattr(reader, "session_id", lambda: context.session_id)
    monkeypatch.setattr(reader, "_of_session", lambda: asked.append(context.session_id) or LANGUAGES["pt"])
    monkeypatch.setattr(reader, "_thread", SimpleNamespace())
    assert [languages.current().code for _ in range(3)] == ["pt"] * 3 and asked == ["one"]
    context.session_id = "two"
    assert languages.current().code == "pt" and asked == ["one", "two"]
