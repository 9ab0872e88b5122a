"""The plane without its page: strokes become steps of the way back, and the server hears of each until it says so."""

import pytest

EDITOR = "async (address) => { globalThis.editor = new (await import(address)).Editor(); }"
# A conversation with what was sent, and what became of points from the server; `wait` lets the time to ask again go by.
CONVERSATION = """async (address) => {
  const { Conversation } = await import(address);
  const [sent, calls, waiting] = [[], [], new Map()];
  let [here, count] = [[], 0];
  globalThis.setTimeout = (act) => waiting.set((count += 1), act) && count;
  globalThis.clearTimeout = (number) => waiting.delete(number);
  const wait = () => [...waiting].forEach(([number, act]) => waiting.delete(number) && act());
  const take = (name) => (points) => { calls.push(name); here = points; };
  const talk = new Conversation({ points: () => here, startFrom: take("startFrom"), adopt: take("adopt") });
  talk.sendWith((message) => sent.push(message));
  const draw = (points) => { here = points; talk.tell(); };
  Object.assign(globalThis, { sent, calls, wait, talk, draw });
}"""


@pytest.fixture
def editor(node, module):
    node.evaluate(EDITOR, module("plane/editor.js"))
    return node.evaluate


@pytest.fixture
def talk(node, module):
    node.evaluate(CONVERSATION, module("plane/conversation.js"))
    return node.evaluate


def test_a_stroke_is_one_step_of_the_way_back(editor):
    assert len(editor("editor.begin([0, 0]); editor.drawTo([100, 0]); editor.finish(); editor.points")) == 6
    assert editor("editor.undo(); editor.points") == []
    assert len(editor("editor.redo(); editor.points")) == 6
    assert editor("editor.choose('erase'); editor.begin([-200, 0]); editor.drawTo([100, 0]); editor.points") == []
    assert len(editor("editor.finish(); editor.undo(); editor.points")) == 6


def test_a_stroke_that_is_given_up_or_changes_nothing_leaves_no_step(editor):
    assert editor("editor.begin([0, 0]); editor.giveUp(); editor.points") == []
    assert editor("editor.choose('erase'); editor.begin([0, 0]); editor.finish(); editor.history.past") == []


def test_in_the_middle_of_a_stroke_there_is_no_way_back(editor):
    editor("editor.strike([0, 0]); editor.begin([50, 50])")
    assert len(editor("editor.undo(); editor.clear(); editor.points")) == 2
    assert len(editor("editor.finish(); editor.undo(); editor.points")) == 1


def test_a_tool_that_is_used_once_leaves_the_chosen_one(editor):
    assert editor("editor.strike([0, 0]); editor.strike([5, 5], 'erase'); [editor.points.length, editor.tool]") == [
        0,
        1,
    ]


def test_a_full_plane_takes_no_more_and_a_click_on_it_is_no_step_of_the_way_back(editor):
    editor("editor.adopt(Array.from({ length: 4999 }, (_, i) => [i % 500, 100, 1])); editor.strike([0, 0])")
    assert editor("editor.strike([5, 5]); editor.points.length") == 5000
    assert editor("editor.undo(); editor.points.length") == 4999
    assert editor("editor.strike([0, 0]); editor.strike([0, 0], 'erase'); editor.points.length") == 4999


def test_points_from_elsewhere_can_be_taken_back_but_not_the_first(editor):
    editor("editor.startFrom([[1, 1, 1]]); editor.adopt([[2, 2, 0]])")
    assert editor("editor.undo(); editor.points") == [[1, 1, 1]]
    assert editor("editor.undo(); editor.points") == [[1, 1, 1]]


def test_the_plane_sends_again_until_the_server_has_acknowledged(talk):
    talk("talk.receive({ revision: 'a', seen: 0, points: [], known: true }); draw([[1, 2, 1]]); wait()")
    assert talk("sent") == [{"revision": "a", "id": number, "points": [1, 2, 1]} for number in (1, 2)]
    talk("talk.receive({ revision: 'a', seen: 1, points: null, known: true }); wait()")
    assert len(talk("sent")) == 3
    talk("talk.receive({ revision: 'a', seen: 3, points: null, known: true }); wait()")
    assert len(talk("sent")) == 3


def test_points_of_another_revision_are_adopted_and_what_was_on_its_way_is_asked_for_no_more(talk):
    talk("talk.receive({ revision: 'a', seen: 0, points: [], known: true }); draw([[1, 2, 1]])")
    talk("talk.receive({ revision: 'b', seen: 0, points: [3, 4, 0], known: true }); wait()")
    assert talk("[calls, sent.length, talk.revision]") == [["startFrom", "adopt"], 1, "b"]


def test_a_new_session_that_knows_of_no_points_is_given_those_that_are_here(talk):
    talk("talk.receive({ revision: 'a', seen: 7, points: [1, 2, 1], known: true })")
    talk("talk.receive({ revision: 'b', seen: 0, points: [], known: false })")
    assert talk("sent") == [{"revision": "b", "id": 8, "points": [1, 2, 1]}]
    assert talk("calls") == ["startFrom"]
