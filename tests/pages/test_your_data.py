"""The page "Your data": what plane, table and files send arrives, keeps in step, and never costs the points."""

import json

import numpy as np
import pytest

from nn_core.own import decode, encode
from own_data import files
from own_data.samples import SAMPLES
from playground.texts import _
from tests.helpers.pages import PLAYGROUND, address, change, components, opened, send_state, send_to, told

PAGE = "pages/your_data.py"
DRAWN = [-300, 100, 1, 200, -200, 0, 150, 150, 1]
GOOD = "width,height,kind\n" + "\n".join(f"{i},{i * i % 7},{'ab'[i % 2]}" for i in range(20))


@pytest.fixture
def at():
    """The page, just opened."""
    return opened().switch_page(PAGE).run()


def plane(at):
    """What the plane has been told."""
    (proto,) = components(at, "own_plane")
    return json.loads(proto.bytes)


def draw(at, numbers, number=1, revision=None):
    """Send points from the plane, drawn on those that it shows unless a revision is named."""
    message = {"revision": revision or plane(at)["revision"], "id": number, "points": numbers}
    return send_to(at, "own_plane", "stroke", message)


def editor(at):
    """The table's editor."""
    (found,) = at.data_editor
    return found


def edit(at, edited=None, added=(), deleted=()):
    """Edit the table as a browser does."""
    changes = {"edited_rows": edited or {}, "added_rows": list(added), "deleted_rows": list(deleted)}
    return send_state(at, editor(at).proto.id, string_value=json.dumps(changes))


def typed(at):
    """The rows of the table that are not blank, as the editor began with them."""
    return [row for row in editor(at).value.values.tolist() if any(row)]


def upload(at, contents, name="points.csv"):
    """Load a file."""
    at.session_state["own_ways"] = _("Your file")
    at.run()
    at.file_uploader[0].set_value((name, contents if isinstance(contents, bytes) else contents.encode(), "text/csv"))
    return at.run()


def held(at):
    """[(x1, x2, label)] of the points that the plane would be told of anew."""
    text = at.session_state["session"].own_points
    points, labels = decode(text)
    return [(*place, label) for place, label in zip(points.tolist(), labels.tolist(), strict=True)]


def test_it_begins_with_nothing_and_says_what_is_missing(at):
    assert not at.exception
    assert plane(at)["points"] == [] and typed(at) == []
    assert "To train, add at least one point of class 1 and one of class 0." in [m.value for m in at.markdown]
    assert at.button(key="own_train").disabled


def test_a_stroke_reaches_the_table_and_is_acknowledged_without_its_points(at):
    draw(at, DRAWN)
    assert typed(at) == [["-3.00", "1.00", "1"], ["2.00", "-2.00", "0"], ["1.50", "1.50", "1"]]
    assert plane(at) == {"revision": plane(at)["revision"], "seen": 1, "points": None, "known": True}
    assert not at.button(key="own_train").disabled


def test_a_stroke_on_points_that_are_no_more_is_not_taken_and_the_newer_ones_are_told(at):
    before = plane(at)["revision"]
    edit(at, {0: {"x1": "1", "x2": "2", "class": "1"}})
    draw(at, DRAWN, revision=before)
    assert held(at) == [(1, 2, 1)]
    assert plane(at)["points"] == [100, 200, 1] and plane(at)["seen"] == 1


@pytest.mark.parametrize("message", [None, 5, {}, {"revision": "", "id": 1, "points": [1]}, [[]], "<script>"])
def test_garbage_from_the_plane_changes_nothing(at, message):
    draw(at, DRAWN)
    send_to(at, "own_plane", "stroke", message)
    assert not at.exception and told(at) == []
    assert len(held(at)) == 3


def test_an_edit_moves_the_plane_and_keeps_the_editor(at):
    before = editor(at).proto.id
    edit(at, {0: {"x1": "1,5", "x2": "2", "class": "1"}})
    assert plane(at)["points"] == [150, 200, 1]
    assert editor(at).proto.id == before
    revision = plane(at)["revision"]
    edit(at, {0: {"x1": "1,5", "x2": "2", "class": "1"}, 1: {"x1": "3"}})
    assert told(at) == ["Row 2 has no x₂ yet."]
    assert plane(at)["revision"] == revision and editor(at).proto.id == before


def test_a_row_that_is_unfinished_outlives_a_stroke(at):
    edit(at, {0: {"x1": "9", "x2": "1", "class": "0"}})
    draw(at, DRAWN)
    assert typed(at)[3:] == [["9", "1", "0"]]
    assert told(at) == ["Row 4: x₁ is 9, and the square ends at −6 and 6. The row is left out."]


@pytest.mark.parametrize("after", [[], [200, -200, 0]], ids=["cleared", "one taken back"])
def test_a_row_that_is_unfinished_goes_when_points_are_taken_away(at, after):
    draw(at, DRAWN)
    edit(at, {1: {"x1": "abc"}})
    assert any("abc" in sentence for sentence in told(at))
    draw(at, after, number=2)
    assert not told(at) and len(typed(at)) == len(after) // 3


def test_rows_that_are_deleted_go_and_the_others_are_numbered_anew(at):
    draw(at, DRAWN)
    before = editor(at).proto.id
    edit(at, deleted=[0])
    assert [row[0] for row in typed(at)] == ["2.00", "1.50"] and editor(at).proto.id != before
    assert plane(at)["points"] == DRAWN[3:]


def test_more_rows_than_there_is_room_for_are_left_out_with_a_sentence(at):
    row = {"x1": "1", "x2": "2", "class": "1"}
    edit(at, dict.fromkeys(range(30), row), [row] * 4971)
    assert told(at) == ["There is room for 5,000 rows; what came after them is left out."]
    assert len(held(at)) == len(typed(at)) == 5000


def test_the_table_that_was_out_of_sight_is_in_step_when_it_is_back(at):
    edit(at, {0: {"x1": "1", "x2": "2", "class": "1"}})
    at.session_state["own_ways"] = "Real data"
    at.run()
    assert not at.data_editor
    draw(at, DRAWN)
    at.session_state["own_ways"] = "Table"
    at.run()
    assert len(typed(at)) == 3 and told(at) == []


def test_points_are_still_there_after_another_page_and_back(at):
    draw(at, DRAWN)
    edit(at, {0: {"x1": "1"}})
    at.switch_page(PLAYGROUND).run()
    at.switch_page(PAGE).run()
    assert typed(at)[0] == ["1.00", "1.00", "1"] and plane(at)["points"][:3] == [100, 100, 1]


def test_a_file_takes_the_place_of_what_was_drawn(at):
    draw(at, DRAWN)
    upload(at, GOOD)
    assert not at.exception and told(at) == []
    assert len(held(at)) == 20
    assert len(plane(at)["points"]) == 60
    labels = [box.label for box in at.selectbox]
    assert labels == ["x₁, across", "x₂, up", "Class"]


def test_other_columns_are_loaded_at_once_and_a_stroke_does_not_load_the_file_again(at):
    upload(at, GOOD)
    first = held(at)
    at.selectbox[0].set_value(1)
    at.selectbox[1].set_value(0)
    at.run()
    assert [(y, x, label) for x, y, label in held(at)] == first
    draw(at, DRAWN)
    assert len(held(at)) == 3


def test_columns_that_cannot_be_used_get_a_sentence_and_the_points_stay(at):
    upload(at, GOOD)
    at.selectbox[2].set_value(0)
    at.run()
    assert len(told(at)) == 1 and len(held(at)) == 20


@pytest.mark.parametrize(
    "contents",
    [b"", b"one\n1\n2\n", b"\x89PNG\r\n\x1a\n" + bytes(100), b"a,b,c\n1,2,x\n3,4,x\n", b"PK\x03\x04" + bytes(100)],
)  # fmt: skip
def test_a_file_that_cannot_be_used_gets_one_sentence_and_the_points_stay(at, contents):
    draw(at, DRAWN)
    upload(at, contents, "points.xlsx" if contents.startswith(b"PK") else "points.csv")
    assert not at.exception
    (sentence,) = told(at)
    assert sentence.endswith(".") and "\n" not in sentence
    assert len(held(at)) == 3


def test_rows_with_gaps_are_left_out_at_the_press_of_a_button(at):
    draw(at, DRAWN)
    upload(at, GOOD + "\nNA,1,a\n1,,b\n")
    assert "2 rows in all have a gap" in told(at)[0] and len(held(at)) == 3
    button = at.button(key="own_leave_out")
    assert button.label == "Leave these 2 rows out"
    button.click().run()
    assert len(held(at)) == 20 and told(at) == ["2 rows with gaps are left out, the first of them row 22."]
    assert "own_leave_out" not in [button.key for button in at.button]
    at.selectbox[0].set_value(1)
    at.selectbox[1].set_value(0)
    at.run()  # for other columns it is asked again
    assert at.button(key="own_leave_out").label == "Leave these 2 rows out"


def test_where_values_were_taken_for_names_it_is_said_how_to_put_that_right(at):
    upload(at, "2019,2020,kind\n1,2,x\n4,3,y\n3,1,x")
    assert told(at)[1:] == ["If row 1 holds the names of the columns, choose “names” above."]
    at.segmented_control(key="own_header").set_value("names").run()
    assert told(at) == [] and len(held(at)) == 3


@pytest.mark.parametrize(("names", "stay"), [("x1,x2,class", True), ("x₁,x₂,class", True), ("a,b,class", False)])
def test_values_on_the_square_stay_as_they_are_if_that_is_wanted_or_their_names_say_so(at, names, stay):
    upload(at, f"{names}\n1,2,0\n4,3,1")
    as_they_are, scaled = [(1, 2, 0), (4, 3, 1)], [(-5, -5, 0), (5, 5, 1)]
    assert at.toggle[0].value == stay and held(at) == (as_they_are if stay else scaled)
    at.toggle[0].set_value(not stay).run()
    assert held(at) == (scaled if stay else as_they_are)


def test_values_beyond_the_square_can_only_be_scaled(at):
    upload(at, "x1,x2,class\n1,2,0\n4,7,1")
    assert not at.toggle and held(at) == [(-5, -5, 0), (5, 5, 1)]


def test_points_are_saved_when_there_are_some(at):
    assert at.get("download_button")[0].proto.disabled
    draw(at, DRAWN)
    assert not at.get("download_button")[0].proto.disabled


def test_what_a_file_says_is_never_markdown_nor_html(at):
    evil = "<img src=x onerror=alert(1)>"
    lines = [f"{evil},**b**,[k](http://a)", *(f"{i},{i * i},{evil if i % 2 else '**no**'}" for i in range(10))]
    upload(at, "\n".join(lines))
    assert not at.exception and len(held(at)) == 10
    pages = [element.value for element in [*at.markdown, *at.get("html")]]
    assert not any(evil in text or "**b**" in text or "**no**" in text for text in pages)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_put_on_the_plane_with_its_source_and_licence(at, name):
    at.session_state["own_ways"] = "Real data"
    at.run()
    at.selectbox(key="own_sample").set_value(name)
    at.run()
    texts = "\n".join(element.value for element in at.markdown)
    assert SAMPLES[name].source in texts and SAMPLES[name].licence in texts
    at.button(key="own_sample_load").click()
    at.run()
    assert not at.exception
    labels = {label for *_, label in held(at)}
    assert labels == {0, 1} and len(held(at)) >= 50


def test_train_leads_to_the_playground_with_the_points(at):
    draw(at, DRAWN)
    at.button(key="own_train").click()
    at.run()
    assert not at.exception
    assert components(at, "live_stage")
    description = at.session_state["session"].settings.description
    assert (description.dataset, description.n) == ("own", 3)
    assert address(at)["dataset"] == "own"


def test_changes_apply_by_themselves_where_own_points_are_in_use(at):
    draw(at, DRAWN)
    at.button(key="own_train").click()
    at.run()
    at.switch_page(PAGE).run()
    draw(at, [*DRAWN, 0, 0, 0], number=2)
    assert at.session_state["session"].settings.description.n == 4
    draw(at, DRAWN[:3], number=3)  # of one class only: the run keeps those it had
    assert at.session_state["session"].settings.description.n == 4
    assert len(typed(at)) == 1


def test_five_thousand_points_from_a_file_are_all_there(at):
    values = np.random.default_rng(0).normal(size=(5000, 2))
    lines = [f"{x:.3f};{y:.3f};{'yes' if x > y else 'no'}" for x, y in values]
    upload(at, "a;b;c\n" + "\n".join(lines))
    assert len(held(at)) == 5000 and told(at) == []
    assert encode(*decode(at.session_state["session"].own_points)) == at.session_state["session"].own_points
    assert files.MAX_BYTES >= 2**20


def test_other_pages_are_as_they_were(at):
    change(at.switch_page(PLAYGROUND).run(), dataset="xor")
    assert address(at)["dataset"] == "xor"


@pytest.mark.parametrize(
    "changes",
    [
        {"edited": {"99999": {"x1": "1"}}},
        {"edited": {"0": {"__proto__": "1"}}},
        {"edited": {"0": 5}},
        {"added": [5, None, {"x1": [[1]]}]},
        {"deleted": ["x", None, 10**9]},
    ],
)
def test_a_report_that_no_editor_makes_costs_no_point_and_breaks_no_page(at, changes):
    draw(at, DRAWN)
    before = typed(at)
    edit(at, **changes)
    assert not at.exception
    at.run()
    assert not at.exception
    assert typed(at) == before


def test_nobody_knows_the_editor_before_it_is_there(at):
    other = opened().switch_page(PAGE).run()
    assert editor(at).proto.id != editor(other).proto.id
