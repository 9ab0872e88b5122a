"""The wall's modules that need no page: what they read, keep, ask for, and how they arrange it."""

import json
import re
from pathlib import Path

import pytest

from playground.protocol import pack
from playground.texts import translated
from rooms.protocol import VERSION
from rooms.wall import answer
from rooms.wall_labels import LABELS
from tests.helpers.rooms import a_report, a_room, a_teacher
from tests.helpers.walls import CODE, KEY, Class, Student, a_class
from tests.stage.conftest import STAGE

PLAIN = """const plain = (value) => ArrayBuffer.isView(value) ? [...value]
    : value instanceof Map ? Object.fromEntries([...value].map(([k, v]) => [k, plain(v)]))
    : Array.isArray(value) ? value.map(plain)
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
    : value;"""


# --- what comes from the server


@pytest.fixture
def received(node, module):
    """A room that takes these answers one after another; returns what it is then, and which pictures were new last."""
    script = f"""async ([room, protocol, answers]) => {{
      {PLAIN}
      const {{ Room }} = await import(room);
      const {{ unpack }} = await import(protocol);
      const it = new Room();
      let changed;
      for (const bytes of answers) changed = it.receive(unpack(Uint8Array.from(bytes)));
      return plain({{ ...it, counts: it.counts, changed, known: it.knownRun(1), nobody: it.knownRun(null) }});
    }}"""
    paths = [module("wall/room.js"), module("wall/protocol.js")]
    return lambda *answers: node.evaluate(script, [*paths, [list(answer) for answer in answers]])


def test_the_wall_speaks_the_version_of_the_server(node, module):
    exports = node.evaluate("async (path) => ({ ...(await import(path)) })", module("wall/protocol.js"))
    assert exports["VERSION"] == VERSION


def test_each_student_gets_the_numbers_that_are_theirs(received):
    room = a_class(12, epochs=3)
    now = received(room.wall(1, entered=True))
    assert [student["id"] for student in now["students"].values()] == [student.id for student in room.students]
    for student in room.students:
        shown = now["students"][str(student.id)]
        if student.run is None:
            assert shown["run"] is None
            continue
        assert shown["parameters"] == pytest.approx(student.run.record().parameters, rel=1e-6)
        x1 = student.run.points.coordinates[0, : student.run.points.n_train]
        assert shown["run"]["points"]["x1"] == pytest.approx(x1[:250], rel=1e-6)
        assert shown["run"]["nTrain"] == len(shown["run"]["points"]["y"])
    assert now["counts"] == {
        "joined": 12,
        "away": sum(student.state == "away" for student in room.students),
        "help": sum(student.help for student in room.students),
    }
    assert now["number"] == 1


def test_a_student_who_has_only_trained_on_keeps_run_and_points(received):
    room = a_class(3, epochs=2)
    first = room.wall(1, entered=True)
    moved = room.students[1].train(5)
    now = received(first, room.wall(2, changed=[moved]))
    assert now["changed"] == [2]
    shown = now["students"]["2"]
    assert shown["run"]["runId"] == "run-2"
    assert shown["run"]["points"]["x1"]
    assert shown["parameters"] == pytest.approx(moved.run.record().parameters, rel=1e-6)
    assert shown["epoch"] == moved.run.epoch


def test_who_is_not_named_any_more_has_left(received):
    room = a_class(3, epochs=1)
    first = room.wall(1, entered=True)
    del room.students[0]
    assert list(received(first, room.wall(2, changed=[]))["students"]) == ["2", "3"]


def test_a_room_that_is_entered_again_forgets_the_students_of_before(received):
    before = a_class(2, epochs=1).wall(1, entered=True)
    after = Class([Student(1, "Another")]).wall(2, entered=True)
    now = received(before, after)
    assert now["students"]["1"]["nickname"] == "Another"
    assert now["students"]["1"]["run"] is None
    assert now["changed"] == [1]  # the old picture is to go


def test_the_run_that_is_looked_at_is_told_once_and_its_losses_each_time(received):
    room = a_class(2, epochs=4)
    first = room.wall(1, entered=True, looking=1)
    room.students[0].train(1)
    now = received(first, room.wall(2, changed=[room.students[0]], looking=1, watching="run-1"))
    assert len(now["watched"]["run"]["points"]["x1"]) == room.students[0].run.description.n
    assert now["watched"]["losses"]["epochs"] == [1, 2, 3, 4, 5]
    assert now["watched"]["losses"]["test"][-1] == pytest.approx(room.students[0].history[-1][2], rel=1e-6)
    assert [now["known"], now["nobody"]] == ["run-1", None]


def with_experiment(room, number=1, told=(2, 1)):
    """Let the room have an experiment, and tell so many losses of each curve."""
    curve = {"value": "0.1", "group": 0, "ended": False, "changed": False, "score": None}
    curves = [{"student": i + 1, "epochs": count} | curve for i, count in enumerate(told)]
    room.experiment = {
        "vary": "seed", "name": "Seed", "epochs": 9, "base": "Circle", "number": number, "sentence": "", "spread": None,
        "solved": 0, "counted": 0, "of": 2, "groups": [], "curves": curves,
    }  # fmt: skip
    room.curves = [[(epoch, 0.5) for epoch in range(count)] for count in told if count]
    return room


def test_a_curve_of_which_nothing_is_new_stays_until_another_experiment_is_dealt_out(received):
    room = with_experiment(a_class(2, epochs=1))
    answers = [room.wall(1, entered=True), with_experiment(room, told=(3, 0)).wall(2, changed=[])]
    curves = received(*answers)["experiment"]["curves"]
    assert [curve["x"] for curve in curves] == [[0, 1, 2], [0]]
    other = received(*answers, with_experiment(room, number=2, told=(0, 0)).wall(3, changed=[]))
    assert [curve["x"] for curve in other["experiment"]["curves"]] == [[], []]


def test_names_of_labels_and_of_what_is_kept_stay_as_they_are(node, module):
    as_they_are = {"labels": {"for_teachers": {"end_room": "x"}}, "keep": {"a_b": 1}}
    header = {"version": VERSION, "kind": "lobby", "a_b": {"c_d": 2}} | as_they_are
    script = "async ([path, bytes]) => (await import(path)).unpack(Uint8Array.from(bytes))"
    read = node.evaluate(script, [module("wall/protocol.js"), list(pack(header, ()))])
    assert {name: read[name] for name in as_they_are} == as_they_are
    assert read["aB"] == {"cD": 2}


def test_the_browser_reads_what_the_server_says(received):
    room, ada, bob = a_room("Ada", "Bob")
    teacher = a_teacher(room)
    report = a_report(6, hidden=(3,))
    room.take(ada, report)
    asked = {"version": VERSION, "since": 0, "kept": None}
    entered = answer(teacher, asked | {"id": 1, "do": "enter"})
    experiment = {"vary": "seed", "values": None, "base": "mine", "epochs": 5}
    dealt = answer(teacher, asked | {"id": 2, "do": "experiment", **experiment, "looking": ada.id})
    after = answer(teacher, asked | {"id": 3, "do": "pull", "looking": ada.id, "watching": report.run_id})
    now = received(entered, dealt, after)
    shown = now["students"][str(ada.id)]
    assert shown["parameters"] == pytest.approx(report.record.parameters, rel=1e-6)
    assert shown["run"]["points"]["x1"]
    assert [now["students"][str(bob.id)][name] for name in ("nickname", "run")] == ["Bob", None]
    assert now["watched"]["run"]["points"]["y"] == report.points.targets[0].tolist()
    assert now["watched"]["losses"]["epochs"] == [0, 1, 2, 3, 4, 5, 6]
    assert now["experiment"]["vary"] == "seed"
    assert now["about"]["qr"].startswith("<svg")


# --- what is asked


@pytest.fixture
def talk(node, module):
    """Does what a script says with a conversation, and returns what was sent: [do, id]."""

    def does(script):
        return node.evaluate(
            f"""async (path) => {{
              const {{ Conversation }} = await import(path);
              const sent = [];
              let pull = {{ do: "pull" }};
              const it = new Conversation(() => pull);
              it.send = ({{ do: what, id }}) => sent.push([what, id]);
              {script}
              return sent;
            }}""",
            module("wall/conversation.js"),
        )

    return does


def test_one_request_is_open_at_a_time_and_what_the_teacher_does_comes_first(talk):
    sent = talk("""
      it.tick(0); it.tick(1000); it.ask({ do: "lead" }); it.tick(2000);
      it.answered({ id: 1 }); it.tick(2500); it.answered({ id: 2 }); it.tick(3500);
    """)
    assert sent == [["pull", 1], ["lead", 2], ["pull", 3]]


def test_a_request_that_is_not_answered_is_sent_again_with_its_number(talk):
    assert talk("it.tick(0); it.tick(2900); it.tick(3000); it.tick(5000); it.tick(6000);") == [["pull", 1]] * 3


def test_an_answer_counts_once_and_none_to_what_was_not_asked(talk):
    script = "it.tick(0); sent.push([9, 9, 1, 1].map((id) => it.answered({ id })?.do ?? null));"
    assert talk(script) == [["pull", 1], [None, None, "pull", None]]


def test_what_the_teacher_does_is_asked_at_once_where_nothing_is_open(talk):
    assert talk('it.ask({ do: "end" });') == [["end", 1]]


def test_who_enters_again_forgets_what_nobody_will_answer(talk):
    sent = talk(
        'it.tick(0); it.ask({ do: "lead" }); it.askOnly({ do: "enter" }); it.answered({ id: 2 }); it.tick(1000);'
    )
    assert sent == [["pull", 1], ["enter", 2], ["pull", 3]]


def test_where_there_is_nothing_to_ask_nothing_is_sent(talk):
    assert talk("pull = null; it.tick(0); it.tick(5000);") == []


# --- in which order, and how large


@pytest.fixture
def in_order(node, module):
    """The ids of students in an order."""
    script = """async ([path, students, order]) => {
      const { NAMES, ordered } = await import(path);
      return ordered(students, order, (student) => NAMES.on(student).name).map(({ id }) => id);
    }"""
    return lambda students, order: node.evaluate(script, [module("wall/order.js"), students, order])


def student(id, nickname="A", loss=0.5, score=0.5, neurons=4, help=False, run=True):
    metrics = [loss, loss, score, score]
    return {"id": id, "nickname": nickname, "sign": "", "animal": "", "metrics": metrics, "neurons": neurons,
            "help": help, "run": {} if run else None}  # fmt: skip


@pytest.mark.parametrize(
    ("order", "expected"),
    [("name", [3, 2, 1]), ("loss", [2, 1, 3]), ("score", [1, 2, 3]), ("neurons", [2, 3, 1])],
)
def test_students_are_in_order_and_what_has_no_number_comes_last(in_order, order, expected):
    students = [
        student(1, "Zoë 10", loss=0.4, score=0.9, run=False),
        student(2, "Zoë 9", loss=0.1, score=0.8, neurons=2),
        student(3, "ada", loss=None, score=None, neurons=8),
    ]
    assert in_order(students, order) == expected


def test_who_asks_for_help_comes_first_in_every_order(in_order):
    students = [student(1, "A", loss=0.1), student(2, "B", loss=0.9, help=True)]
    for order in ("name", "loss", "score", "neurons"):
        assert in_order(students, order) == [2, 1]


@pytest.mark.parametrize("count", [1, 5, 12, 30, 60, 100])
@pytest.mark.parametrize("area", [(1300, 640), (1840, 900), (720, 500), (350, 400)])
def test_all_tiles_fit_where_they_can_and_none_is_too_small_to_see(node, module, count, area):
    width, height = area
    script = """async ([path, count, area]) => {
      const { fitted, GAP, PAD } = await import(path);
      return { ...fitted(count, area, "automatic"), gap: GAP, pad: PAD };
    }"""
    it = node.evaluate(script, [module("wall/fitting.js"), count, {"width": width, "height": height}])
    assert it["columns"] * (it["wide"] + it["gap"]) - it["gap"] <= width
    rows = -(-count // it["columns"])
    assert it["side"] >= 68
    is_all_seen = rows * (it["height"] + it["gap"]) - it["gap"] <= height
    is_row_full = (it["columns"] + 1) * (68 + 2 * it["pad"] + it["gap"]) - it["gap"] > width
    assert is_all_seen or is_row_full


def test_text_goes_beside_the_pictures_where_that_makes_them_larger(node, module):
    script = """async ([path, area]) => {
      const { fitted } = await import(path);
      return [fitted(4, area, "automatic"), fitted(30, area, "automatic")];
    }"""
    few, many = node.evaluate(script, [module("wall/fitting.js"), {"width": 850, "height": 546}])
    assert [few["columns"], few["isBeside"], many["isBeside"]] == [2, True, False]
    assert few["side"] > (850 - 3 * 8) / 4  # more than a row of four could have


# --- what a teacher types


@pytest.mark.parametrize(
    ("decimal", "text", "values"),
    [
        (".", "0.1, 0.03;1", ["0.1", "0.03", "1"]),
        (",", "0,1; 0,03 ; 1", ["0,1", "0,03", "1"]),
        (",", "0,1, 0,03", ["0,1", "0,03"]),
        (".", "tanh, 4-2,", ["tanh", "4-2"]),
        (".", "  , ", None),
    ],
)
def test_the_values_of_a_list_are_parted_as_the_language_writes_numbers(node, module, decimal, text, values):
    script = """async ([language, path, decimal, text]) => {
      (await import(language)).speak({ tag: "en", decimal, group: decimal === "," ? "." : "," });
      return (await import(path)).valuesOf(text);
    }"""
    assert node.evaluate(script, [module("ui/language.js"), module("wall/entry.js"), decimal, text]) == values


def test_an_epoch_is_a_whole_number_within_its_limits(node, module):
    script = """async (path) => {
      const { wholeNumber } = await import(path);
      return ["1", " 30 ", "100", "0", "101", "1.5", "-3", "1e1", "", "ten"].map((text) => wholeNumber(text, 100));
    }"""
    assert node.evaluate(script, module("wall/entry.js")) == [1, 30, 100, *[None] * 7]


@pytest.mark.parametrize(
    ("kind", "goals"),
    [
        ("score", {"97.5": 0.975, "100": 1, "0.9": 0.9, "0": None, "-3": None, "100.1": None, "": None, "x": None}),
        ("epochs", {"30": 30, "0": None, "1.5": None, "1000001": None}),
        ("loss", {"0.05": 0.05, "0": None, "101": None, "": None}),
    ],
)
def test_a_goal_is_read_by_its_kind(node, module, kind, goals):
    script = "async ([path, kind, texts]) => texts.map((await import(path)).GOALS[kind].read)"
    assert node.evaluate(script, [module("wall/entry.js"), kind, list(goals)]) == list(goals.values())


# --- what the browser keeps

# As a browser's, whose keys are those that were set.
STORAGE = """() => {
  class Storage {
    getItem(name) { return this[name] ?? null; }
    setItem(name, text) { this[name] = String(text); }
    removeItem(name) { delete this[name]; }
  }
  Object.assign(window, { localStorage: new Storage(), sessionStorage: new Storage() });
}"""


@pytest.fixture
def kept(node, module):
    """Evaluates an expression of what `wall/kept.js` exports, in a browser that remembers nothing at first."""
    node.evaluate(STORAGE)
    room = {"code": CODE, "key": KEY}
    script = (
        "async ([path, room, script]) => new Function('kept', 'room', `return ${script}`)(await import(path), room)"
    )
    return lambda expression: node.evaluate(script, [module("wall/kept.js"), room, expression])


def test_a_tab_knows_the_room_it_teaches_and_what_is_kept_of_it(kept):
    assert kept("kept.taught()") is None
    kept("kept.remember(room)")
    kept("kept.keep(room, { a_b: 1 })")
    kept("kept.remember(room)")  # it arrives again by its own link
    assert kept("kept.taught()") == {"code": CODE, "key": KEY}
    assert kept("kept.keptOf(room.code)") == {"a_b": 1}
    assert kept("kept.opened(room.key)") == {"code": CODE, "key": KEY}
    kept("kept.forget(room)")
    assert [kept("kept.taught()"), kept("kept.keptOf(room.code)")] == [None, None]


def test_another_key_has_no_part_in_what_was_kept_under_the_code(kept):
    kept("kept.remember(room)")
    kept("kept.keep(room, { a: 1 })")
    kept("kept.remember({ ...room, key: 'forged' })")
    assert kept("kept.keptOf(room.code)") is None


def test_what_is_too_long_is_not_kept_and_what_is_old_goes(kept):
    kept("kept.remember(room)")
    kept("kept.keep(room, { a: 'x'.repeat(200_000) })")
    assert kept("kept.keptOf(room.code)") is None
    old = "{ key: 'k', at: Date.now() - 25 * 60 * 60 * 1000 }"
    kept(f"localStorage.setItem('perceptron-playground-room:OLD', JSON.stringify({old}))")
    kept("kept.keep(room, { a: 1 })")
    assert kept("localStorage.getItem('perceptron-playground-room:OLD')") is None


def test_a_tab_remembers_what_was_chosen_for_the_wall(kept, node, module):
    choices = {"order": "loss", "size": "small", "names": "off"}
    kept(f"kept.keepChoices({json.dumps(choices)})")
    assert kept("kept.keptChoices()") == choices
    script = "async ([path, all]) => { const { chosen } = await import(path); return all.map(chosen); }"
    usual = {"order": "name", "size": "automatic", "names": "on"}
    remembered = [choices, None, {"names": "off", "size": "huge", "order": 3}]
    read = node.evaluate(script, [module("wall/choices.js"), remembered])
    assert read == [choices, usual, usual | {"names": "off"}]


def test_anything_in_the_storage_and_none_at_all_do_no_harm(kept):
    kept("localStorage.setItem('perceptron-playground-room:' + room.code, '{broken')")
    kept("sessionStorage.setItem('perceptron-playground-teaches', room.code)")
    assert kept("kept.taught()") is None
    kept("delete window.localStorage")
    kept("kept.remember(room)")
    assert kept("kept.opened(room.key)") == {"code": None, "key": KEY}


# --- labels


def test_the_modules_ask_for_the_labels_that_there_are():
    text = "".join(path.read_text() for path in sorted((STAGE / "wall").glob("*.js")))
    asked = set(re.findall(r"\blabels\??\.(\w+)", text))
    assert asked == set(translated(LABELS))


def test_every_state_and_every_order_has_a_word(node, module):
    names = node.evaluate("async (path) => (await import(path)).ORDERS", module("wall/order.js"))
    assert names == list(LABELS["orders"])
    signs = re.search(r"const SIGNS = \{(.*?)\n\};", (Path(STAGE) / "wall" / "states.js").read_text(), re.DOTALL)[1]
    assert re.findall(r"^  (\w+):", signs, re.MULTILINE) == list(LABELS["states"])
