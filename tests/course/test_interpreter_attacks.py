"""Tests that no text of a stranger is run by Python or takes the server's time or memory, and all get a sentence."""

import ast
import random
import sys
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.challenge.exercise import BACKWARD, EXERCISES, FIT, line_of, read
from course.challenge.marking import EXAMPLE_OPERATIONS, TRAIN_SECONDS, check, examined, train
from course.challenge.syntax import CHARACTERS, FILENAME, Refusal
from course.challenge.values import OPERATIONS, Budget
from tests.helpers.challenge_answers import RIGHT_BACKWARD, RIGHT_FIT, WRONG
from tests.helpers.challenge_attacks import ATTACKS

MOST_MEMORY = 50e6
# What ast.parse does: it compiles with a flag that stops at the tree, and looks for a file of the name that we gave the
# lines, to show the line of a syntax error.
HARMLESS = {("compile", FILENAME), ("open", FILENAME)}
OF_THE_CODE = (*BACKWARD.judged, *FIT.judged, "backward", "self.weights", "self.biases")  # so a sentence may begin
SOLUTIONS = {exercise: read(exercise, exercise.solution) for exercise in EXERCISES.values()}
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
watched = []


def _listen(event, args):
    """Python tells its audit hooks of every file, import, process and code object that is run."""
    if watched and event != "builtins.id":
        name = next((each for each in args if isinstance(each, str) and each == FILENAME), "")
        if (event, name) not in HARMLESS:
            watched.append((event, str(args)[:100]))


sys.addaudithook(_listen)


@pytest.fixture(scope="module", autouse=True)
def warm():
    """What is made once, for the first wrong answer, is made."""
    for exercise in EXERCISES.values():
        check(exercise, exercise.start.replace("___", "1"))


def answered(exercise, text, budget=None):
    """The sentences that a text is answered with; each must be one, of ours. Nothing may have been run."""

    def run():
        try:
            verdicts = check(exercise, text, budget)
        except Refusal as refusal:
            assert refusal.line is None or line_of(text, refusal.line).isprintable()
            raise
        assert all(verdict.line is None or line_of(text, verdict.line) for verdict in verdicts)
        return [verdict.sentence for verdict in verdicts]

    return heard(run)


def trained(exercise, text, budget=None):
    """The sentences that end a training with a text for one method, if any, and the solution for the other."""

    def run():
        programs = SOLUTIONS | {exercise: examined(exercise, text)[0]}
        list(train(programs[BACKWARD], programs[FIT], budget=budget))
        return []

    return heard(run)


def heard(run):
    """The sentences that a function returns, or is refused with, while we listen to what Python does."""
    watched.append("watching")
    try:
        sentences = run()
    except Refusal as refusal:
        sentences = [str(refusal)]
    finally:
        events = watched[1:]
        watched.clear()
    assert events == []
    for sentence in sentences:
        assert sentence.endswith((".", "?")) and "\n" not in sentence and sentence.isprintable()
        assert len(sentence) < 300
        assert sentence[0].isupper() or sentence.split()[0] in OF_THE_CODE
    return sentences


@pytest.fixture(scope="module")
def canary(tmp_path_factory):
    return tmp_path_factory.mktemp("cage") / "canary"


@every_exercise
def test_an_attack_is_answered_with_a_sentence_and_never_run(exercise, canary, capfd):
    for name, text in ATTACKS.items():
        budget = Budget(seconds=60)  # so that it is the count of operations that must stop it, however slow the machine
        sentences = answered(exercise, text.replace("{canary}", str(canary)), budget)
        assert sentences and set(sentences) != {"Right."}, name
        assert budget.left > -OPERATIONS / 10, name
        assert not canary.exists(), name
        assert capfd.readouterr() == ("", ""), name


@every_exercise
def test_an_attack_is_stopped_at_the_first_example_of_a_training(exercise, canary, capfd):
    for name, text in ATTACKS.items():
        spent = Spent()
        assert trained(exercise, text.replace("{canary}", str(canary)), spent), name
        assert spent.renewed <= 1, name
        assert spent.left > -OPERATIONS / 10, name
        assert not canary.exists(), name
        assert capfd.readouterr() == ("", ""), name


class Spent(Budget):
    """The budget of a training, which counts the examples that it was renewed for."""

    renewed = 0

    def __init__(self):
        super().__init__(EXAMPLE_OPERATIONS, TRAIN_SECONDS)

    def renew(self, operations):
        self.renewed += 1
        super().renew(operations)


def test_there_are_many_attacks():
    assert len(ATTACKS) >= 60


@pytest.mark.slow  # with memory being traced everything takes long
@pytest.mark.parametrize("exercise", [BACKWARD, FIT], ids=EXERCISES)
def test_no_attack_takes_much_memory(exercise):
    tracemalloc.start()
    try:
        for name, text in ATTACKS.items():
            tracemalloc.reset_peak()
            before, _peak = tracemalloc.get_traced_memory()
            trained(exercise, text)  # which is checked first
            _now, peak = tracemalloc.get_traced_memory()
            assert peak - before < MOST_MEMORY, name
    finally:
        tracemalloc.stop()


def test_a_text_that_reaches_the_end_of_its_time_is_stopped():
    ticks = iter(range(10**9))
    budget = Budget(OPERATIONS, 2, clock=lambda: next(ticks))
    assert answered(BACKWARD, "for i in range(10**9):\n    pass", budget) == [
        "These lines take too long and were stopped: is a loop too long?"
    ]
    assert budget.left > OPERATIONS / 2


def test_the_audit_would_hear_of_code_that_is_run(tmp_path):
    watched.append("watching")
    exec("open(path, 'w').close()", {"path": tmp_path / "canary"})
    events = {event for event, *_rest in watched[1:]}
    watched.clear()
    assert {"exec", "open"} <= events


# --- random texts

NAMES = ("da", "dz", "d_weights", "d_biases", "da_prev", "self", "np", "learning_rate", "output", "loss", "target",
         "inputs", "layer", "range", "len", "reversed", "zip", "sum", "print", "x", "_", "__import__", "open", "eval",
         "___")  # fmt: skip
ATTRIBUTES = ("weights", "biases", "inputs", "outputs", "activation", "derivative", "T", "shape", "dot", "layers",
              "forward", "backward", "sum", "reshape", "log", "ones", "array", "exp", "outer", "where", "newaxis",
              "load", "__class__", "tofile", "flatten", "item", "copy", "transpose", "reverse", "astype", "diag",
              "full", "flip", "arange", "clip", "prod", "atleast_2d", "empty_like")  # fmt: skip
VALUES = (0, 1, -1, 2, 0.5, 9**9, 10**30, 1e308, 1e-320, True, None, ..., "text", b"bytes", 1j)
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult, ast.FloorDiv, ast.Mod, ast.LShift, ast.BitOr)
COMPARISONS = (ast.Lt, ast.Eq, ast.NotEq, ast.Is, ast.In, ast.GtE)
LOAD, STORE = ast.Load(), ast.Store()

leaves = st.one_of(
    st.sampled_from(NAMES).map(lambda name: ast.Name(name, LOAD)),
    st.sampled_from(VALUES).map(ast.Constant),
    st.sampled_from(ATTRIBUTES).map(lambda name: ast.Attribute(ast.Name("self", LOAD), name, LOAD)),
    st.sampled_from(ATTRIBUTES).map(lambda name: ast.Attribute(ast.Name("np", LOAD), name, LOAD)),
    st.just(ast.parse("self.activation.derivative(self.outputs)").body[0].value),
)


def _branches(inner):
    several = st.lists(inner, max_size=3)
    target = ast.Name("x", STORE)
    loops = several.map(lambda ifs: [ast.comprehension(target, ast.Name("da", LOAD), ifs, 0)])
    return st.one_of(
        st.builds(ast.BinOp, inner, st.sampled_from(OPERATORS).map(lambda op: op()), inner),
        st.builds(ast.UnaryOp, st.sampled_from([ast.USub(), ast.UAdd(), ast.Not(), ast.Invert()]), inner),
        st.builds(lambda a, op, b: ast.Compare(a, [op()], [b]), inner, st.sampled_from(COMPARISONS), inner),
        st.builds(lambda a, name: ast.Attribute(a, name, LOAD), inner, st.sampled_from(ATTRIBUTES)),
        st.builds(
            lambda f, args, keyword: ast.Call(f, args, keyword),
            inner,
            several,
            st.lists(st.builds(ast.keyword, st.sampled_from(["axis", "keepdims", "a", None]), inner), max_size=1),
        ),
        st.builds(lambda a, i: ast.Subscript(a, i, LOAD), inner, inner),
        st.builds(lambda a, *s: ast.Subscript(a, ast.Slice(*s), LOAD), inner, *[st.none() | inner] * 3),
        several.map(lambda items: ast.Tuple(items, LOAD)),
        several.map(lambda items: ast.List(items, LOAD)),
        several.map(lambda items: ast.Set(items or [ast.Constant(1)])),
        st.builds(ast.IfExp, inner, inner, inner),
        st.builds(lambda a, b: ast.BoolOp(ast.And(), [a, b]), inner, inner),
        st.builds(lambda a: ast.Starred(a, LOAD), inner),
        st.builds(lambda a: ast.NamedExpr(target, a), inner),
        st.builds(ast.ListComp, inner, loops),
        st.builds(lambda a: ast.JoinedStr([ast.FormattedValue(a, -1, None)]), inner),
        st.builds(lambda a: ast.Lambda(ast.arguments([], [], None, [], [], None, []), a), inner),
    )


expressions = st.recursive(leaves, _branches, max_leaves=12)
targets = st.one_of(
    st.sampled_from(NAMES).map(lambda name: ast.Name(name, STORE)),
    st.sampled_from(ATTRIBUTES).map(lambda name: ast.Attribute(ast.Name("self", LOAD), name, STORE)),
    st.builds(lambda a, i: ast.Subscript(a, i, STORE), leaves, leaves),
    st.lists(st.sampled_from(NAMES).map(lambda name: ast.Name(name, STORE)), min_size=1, max_size=3).map(
        lambda names: ast.Tuple(names, STORE)
    ),
)
single = st.one_of(
    st.builds(lambda target, value: ast.Assign([target], value), targets, expressions),
    st.builds(lambda t, op, v: ast.AugAssign(t, op(), v), targets, st.sampled_from(OPERATORS), expressions),
    st.builds(ast.Expr, expressions),
    st.builds(ast.Return, st.none() | expressions),
    st.just(ast.Pass()),
    st.builds(lambda name: ast.Import([ast.alias(name)]), st.sampled_from(["os", "numpy"])),
    st.builds(lambda value: ast.Delete([ast.Name(value, ast.Del())]), st.sampled_from(NAMES)),
    st.builds(lambda a: ast.Assert(a), expressions),
)
statements = st.recursive(
    single,
    lambda inner: st.one_of(
        st.builds(
            lambda t, i, body: ast.For(t, i, body, []), targets, expressions, st.lists(inner, min_size=1, max_size=3)
        ),
        st.builds(lambda t, body: ast.While(t, body, []), expressions, st.lists(inner, min_size=1, max_size=2)),
        st.builds(lambda t, body: ast.If(t, body, []), expressions, st.lists(inner, min_size=1, max_size=2)),
    ),
    max_leaves=5,
)
programs = st.lists(statements, min_size=1, max_size=6)
methods = st.sampled_from(list(EXERCISES.values()))


def written(nodes):
    """The text of some statements: a tree that no text can have, such as a starred slice, is written all the same."""
    return ast.unparse(ast.fix_missing_locations(ast.Module(nodes, [])))


FEW = settings(max_examples=60, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=1000)


def try_tree(exercise, nodes, mixed):
    text = written(nodes)
    answered(exercise, text)
    if mixed:  # among lines that are right
        answered(exercise, text + "\n" + exercise.solution)


@FEW
@given(methods, programs, st.booleans())
def test_random_trees_are_answered_with_sentences(exercise, nodes, mixed):
    try_tree(exercise, nodes, mixed)


@pytest.mark.slow
@MANY
@given(methods, programs, st.booleans())
def test_a_thousand_random_trees_are_answered_with_sentences(exercise, nodes, mixed):
    try_tree(exercise, nodes, mixed)


SIGNS = "()[]{}:;,.=+-*/@%<>!~^|&#\\\"'`$? \n\t\f\r\v\0ａаé−٣\ud800\u202e𝐝"
# fmt: off
WORDS = ("\n    ", "for x in ", "lambda ", "while ", "import ", "f'", "'''", '"""', "**", "//", "<<", "==", ":=", "->",
         "...", "0", "1e9", "1e400", "0x1", "1_0", "1.", ".5", " if ", " else ", "not ", "yield ", "await ", "print(")
# fmt: on
pieces = st.sampled_from([*NAMES, *(f".{name}" for name in ATTRIBUTES), *SIGNS, *WORDS])
soups = st.one_of(st.lists(pieces, max_size=60).map("".join), st.text(max_size=200))


@FEW
@given(methods, soups)
def test_random_texts_are_answered_with_sentences(exercise, text):
    answered(exercise, text)


@pytest.mark.slow
@MANY
@given(methods, soups)
def test_a_thousand_random_texts_are_answered_with_sentences(exercise, text):
    answered(exercise, text)


ANSWERS = [
    *((BACKWARD, text) for text in RIGHT_BACKWARD),
    *((FIT, text) for text in RIGHT_FIT),
    *((EXERCISES[method], text) for method, _name, text, _sentence in WRONG),
]


def spoil(text, draw):
    """Change a few places of an answer, as a cat on the keyboard would."""
    for _turn in range(draw.randint(1, 4)):
        at, length = draw.randrange(len(text) + 1), draw.choice([0, 0, 1, 3, 12])
        new = draw.choice(["", " ", "(", ")", ".T", "@", "-", "\n", "[0]", "self.", "1e300", "np.", "=", "_", "'", "é"])
        text = text[:at] + new + text[at + length :]
    return text


@pytest.mark.parametrize("count", [300, pytest.param(5_000, marks=pytest.mark.slow)])
def test_answers_that_are_spoilt_are_answered_with_sentences(count):
    draw = random.Random(1)
    for _turn in range(count):
        exercise, text = draw.choice(ANSWERS)
        answered(exercise, spoil(text, draw)[:CHARACTERS])
