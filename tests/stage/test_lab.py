"""The lab notebook without a page: its rows, what the browser keeps of them, two tabs, the files, and what is asked."""

import base64
import json
import re
from html.parser import HTMLParser

import pytest

from lab.notebook import labels

# `did` is the notebook after each of some acts, [[name, ...arguments], …], `rows` how its rows read.
NOTEBOOK = """async (address) => {
  const acts = await import(address);
  window.EMPTY = acts.EMPTY;
  window.merge = acts.merge;
  window.did = (start, ...all) => all.reduce((notebook, [name, ...others]) => acts[name](notebook, ...others), start);
  window.rows = ({ rows }) => rows.map(({ id, expect, run, saw }) => [id, expect, run?.epoch ?? null, saw]);
  window.RUN = { epoch: 60, added: 5 };
}"""
PICTURE = f"data:image/png;base64,{base64.b64encode(b'png').decode()}"
RUN = {
    "task": "classification",
    "epoch": 60,
    "added": 0,
    "changes": 2,
    "picture": PICTURE,
    "link": "hidden=4-2&lr=0.03",
    "note": "",
    "numbers": {"trainLoss": 0.25, "testLoss": 0.5, "trainScore": 0.998, "testScore": 1},
    "settings": [
        ["data set", "Circle"],
        ["network", "2-4-1"],
        ["activation", "tanh"],
        ["learning rate", "0.03"],
        ["batch size", "10"],
        ["noise", "20%"],
    ],
}
ROW = {"id": "a", "at": 1, "expect": "A circle.", "run": RUN, "saw": "A triangle."}
KEPT = {"title": "Circles", "name": "Ada", "at": 1, "rows": [ROW], "arranged": 1, "removed": [["b", 3]]}
HERE = "https://school.example/prefix/lab_notebook?lang=en"
NASTY = "<script>alert('1')</script>\n# \"no\" *heading* | [x](http://evil.example) &amp; www.evil.example"


@pytest.fixture
def js(node, module):
    """Evaluates an expression with what NOTEBOOK defines."""
    node.evaluate(NOTEBOOK, module("lab/notebook.js"))
    return node.evaluate


@pytest.fixture
def kept(node, module):
    """Reads a text that the browser has kept."""
    script = "async ([address, text]) => (await import(address)).read(text)"
    return lambda text: node.evaluate(script, [module("lab/kept.js"), text])


@pytest.fixture
def file(node, module):
    """Writes a notebook as a file: "asHtml" or "asMarkdown"."""
    script = "async ([address, kind, ...others]) => (await import(address))[kind](...others)"

    def write(kind, notebook):
        return node.evaluate(script, [module("lab/files.js"), kind, notebook, labels(), "en", HERE])

    return write


# --- rows


def test_a_run_is_added_to_a_row_that_expects_something_and_only_once(js):
    assert js("rows(did(EMPTY, ['add', 'a'], ['addRun', 'a', RUN]))") == [["a", "", None, ""]]
    assert js("rows(did(EMPTY, ['add', 'a'], ['write', 'a', { expect: ' \\n' }], ['addRun', 'a', RUN]))")[0][2] is None
    js("window.taken = did(EMPTY, ['add', 'a'], ['write', 'a', { expect: 'x' }], ['addRun', 'a', RUN]); null")
    assert js("rows(taken)") == [["a", "x", 60, ""]]
    assert js("rows(did(taken, ['addRun', 'a', { epoch: 70, added: 6 }]))")[0][2] == 60


def test_what_the_server_says_of_a_run_goes_to_no_other(js):
    js("window.taken = did(EMPTY, ['add', 'a'], ['write', 'a', { expect: 'x' }], ['addRun', 'a', RUN]); null")
    assert js("did(taken, ['changeRun', 'a', 5, { link: 'n=9' }]).rows[0].run.link") == "n=9"
    assert js("did(taken, ['changeRun', 'a', 6, { link: 'n=9' }]) === taken")
    assert js("did(taken, ['changeRun', 'gone', 5, { link: 'n=9' }]) === taken")


def test_a_run_that_is_removed_comes_back_with_what_was_expected_and_not_what_was_seen(js):
    js("window.taken = did(EMPTY, ['add', 'a'], ['write', 'a', { expect: 'x' }], ['addRun', 'a', RUN]); null")
    js("window.without = did(taken, ['changeRun', 'a', 5, null], ['write', 'a', { expect: 'y', saw: 'z' }]); null")
    assert js("rows(without)") == [["a", "y", None, "z"]]
    assert js("rows(did(without, ['putRunBack', taken.rows[0]]))") == [["a", "x", 60, "z"]]


def test_a_row_that_is_removed_comes_back_where_it_was(js):
    js("window.three = did(EMPTY, ['add', 'a'], ['add', 'b'], ['add', 'c']); null")
    assert js("rows(did(three, ['remove', 'b'])).map(([id]) => id)") == ["a", "c"]
    assert js("rows(did(three, ['remove', 'b'], ['putBack', three.rows[1], 1])).map(([id]) => id)") == ["a", "b", "c"]


def test_a_row_moves_up_and_the_first_stays_where_it_is(js):
    js("window.three = did(EMPTY, ['add', 'a'], ['add', 'b'], ['add', 'c']); null")
    assert js("rows(did(three, ['moveUp', 'c'])).map(([id]) => id)") == ["a", "c", "b"]
    assert js("did(three, ['moveUp', 'a']) === three")


def test_there_are_at_most_a_hundred_rows_of_two_thousand_characters_a_field(js):
    full = "did(EMPTY, ...Array.from({ length: 120 }, (_, i) => ['add', `row ${i}`]))"
    assert js(f"{full}.rows.length") == 100
    undone = f"did({full}, ['remove', 'row 0'], ['add', 'new'], ['putBack', {full}.rows[0], 0])"
    assert js(f"merge({undone}, EMPTY).rows.length") == 101  # what somebody has written is not cut off
    assert js("did(EMPTY, ['add', 'a'], ['write', 'a', { saw: 'x'.repeat(3000) }]).rows[0].saw.length") == 2000
    assert js("did(EMPTY, ['head', { title: 'x'.repeat(3000) }]).title.length") == 2000


# --- two tabs


@pytest.mark.parametrize("order", ["merge(one, other)", "merge(other, one)"])
def test_what_two_tabs_have_added_and_written_is_all_there(js, order):
    js("""(() => {
      const start = did(EMPTY, ['add', 'a'], ['add', 'b']);
      window.one = did(start, ['write', 'a', { expect: 'one' }], ['add', 'c'], ['head', { name: 'Ada' }]);
      window.other = did(start, ['write', 'b', { saw: 'other' }], ['add', 'd']);
    })()""")
    assert sorted(js(f"rows({order})")) == [
        ["a", "one", None, ""],
        ["b", "", None, "other"],
        ["c", "", None, ""],
        ["d", "", None, ""],
    ]
    assert js(f"{order}.name") == "Ada"


@pytest.mark.parametrize("order", ["merge(one, other)", "merge(other, one)"])
def test_a_row_that_one_tab_has_removed_is_gone_unless_the_other_has_written_there_since(js, order):
    js("""(() => {
      window.start = did(EMPTY, ['add', 'a'], ['add', 'b']);
      window.one = did(start, ['remove', 'a']);
      window.other = start;
    })()""")
    assert js(f"rows({order}).map(([id]) => id)") == ["b"]
    js("window.other = did(merge(start, start), ...Array(3).fill(['write', 'a', { saw: 'still wanted' }])); null")
    assert js(f"rows({order}).map(([id]) => id).sort()") == ["a", "b"]
    js("window.other = did(one, ['putBack', start.rows[0], 0]); null")
    assert js(f"rows({order}).map(([id]) => id)") == ["a", "b"]


def test_the_order_is_the_one_that_was_made_last(js):
    js("""(() => {
      window.start = did(EMPTY, ['add', 'a'], ['add', 'b'], ['add', 'c']);
      window.one = did(start, ['moveUp', 'c']);
    })()""")
    for order in ("merge(one, start)", "merge(start, one)"):
        assert js(f"rows({order}).map(([id]) => id)") == ["a", "c", "b"]


# --- what the browser keeps


def test_what_is_kept_is_read_as_it_was_written(node, module, kept):
    written = node.evaluate(
        "async ([address, notebook]) => (await import(address)).written(notebook)", [module("lab/kept.js"), KEPT]
    )
    assert kept(written) == KEPT


EMPTY = {"title": "", "name": "", "at": 0, "rows": [], "arranged": 0, "removed": []}


@pytest.mark.parametrize(
    "text", [None, "", "null", "5", "[]", "{}", "{", '{"version": 1}', '{"version": 1, "notebook": null}',
             '{"version": 9, "notebook": {"title": "of tomorrow"}}']
)  # fmt: skip
def test_what_is_no_notebook_is_an_empty_one(kept, text):
    assert kept(text) == EMPTY


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("link", "javascript:alert(1)", None),
        ("link", "//evil.example", None),
        ("link", "a b", None),
        ("link", 5, None),
        ("link", "n=1" * 5000, None),
        ("picture", "https://evil.example/x.png", None),
        ("picture", "data:text/html,x", None),
        ("picture", PICTURE + '" onerror="x', None),
        ("picture", "data:image/png;base64," + "A" * 300_000, None),
        ("task", "<b>", "classification"),
        ("epoch", -1, 0),
        ("epoch", "60", 0),
        ("changes", 1e300, 0),
        ("note", {}, ""),
        ("settings", "x", []),
        ("settings", [None, ["a"], [1, 2]], [["", ""], ["a", ""], ["", ""]]),
        ("numbers", None, dict.fromkeys(RUN["numbers"])),
        ("numbers", {"trainLoss": "1"}, dict.fromkeys(RUN["numbers"])),
    ],
)
def test_what_does_not_belong_in_a_run_is_left_out(kept, name, value, read):
    text = json.dumps({"version": 1, "notebook": KEPT | {"rows": [ROW | {"run": RUN | {name: value}}]}})
    assert kept(text)["rows"][0]["run"] == RUN | {name: read}


def test_rows_without_an_id_too_many_and_twice_the_same_are_left_out(kept):
    rows = [None, 5, {}, ROW, ROW, *({"id": f"row {i}"} for i in range(300))]
    found = kept(json.dumps({"version": 1, "notebook": KEPT | {"rows": rows}}))["rows"]
    assert len(found) == 200 and found[0] == ROW
    assert found[1] == {"id": "row 0", "at": 0, "expect": "", "run": None, "saw": ""}


# --- files


class Page(HTMLParser):
    """The elements, texts and addresses of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self.links, self.pictures = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        assert not [name for name in values if name.startswith("on")]
        self.tags.append(tag)
        self.links += [values["href"]] if "href" in values else []
        self.pictures += [values["src"]] if "src" in values else []

    def handle_data(self, data):
        self.texts.append(data)


def test_the_page_of_html_has_it_all_and_the_link_is_one_of_this_app(file):
    page = Page(file("asHtml", KEPT))
    said = "\n".join(page.texts)
    for text in ("Circles", "Ada", "A circle.", "A triangle.", "60", "0.250", "99%", "100%", "2-4-1", "noise 20%"):
        assert text in said, text
    assert page.links == ["https://school.example/prefix/?hidden=4-2&lr=0.03"]
    assert page.pictures == [PICTURE]


def test_what_is_typed_is_text_in_the_page_of_html(file):
    run = RUN | {"settings": [[NASTY, NASTY]], "note": NASTY}
    notebook = KEPT | {"title": NASTY, "name": NASTY, "rows": [ROW | {"expect": NASTY, "saw": NASTY, "run": run}]}
    page, plain = Page(file("asHtml", notebook)), Page(file("asHtml", KEPT))
    assert [tag for tag in page.tags if tag == "script"] == []
    assert set(page.tags) == set(plain.tags) and len(page.links) == 1
    assert sum(NASTY in text for text in page.texts) >= 6


def test_what_is_typed_is_text_in_markdown(file):
    lines = {
        "# no heading": "\\# no heading",
        "- no list": "\\- no list",
        "1. no list": "1\\. no list",
        "1.5 is a number, 3:34 a time": "1.5 is a number, 3:34 a time",
        "    no code": "no code",
        "=====": "\\=====",
        "*no* _emphasis_ `no code`": "\\*no\\* \\_emphasis\\_ \\`no code\\`",
        "<b>no tag</b> &amp;": "\\<b\\>no tag\\</b\\> \\&amp;",
        "![x](http://a.example)": "\\!\\[x\\](http\\://a.example)",
        "www.a.example, a@b.example": "www\\.a.example, a\\@b.example",
        "a | b": "a \\| b",
        "[row-1]: x": "\\[row-1\\]: x",
    }
    text = file("asMarkdown", KEPT | {"rows": [ROW | {"expect": "\n".join(lines), "saw": "one\r\n\n\n\ntwo"}]})
    assert "  \n".join(lines.values()) in text
    assert "\none\n\ntwo\n" in text


def test_markdown_has_it_all_with_the_pictures_at_its_end(file):
    text = file("asMarkdown", KEPT)
    assert text.startswith("# Circles\n\nAda\n\n## Row 1\n\n### I expect\n\nA circle.\n")
    assert "| training accuracy | 99% |\n| test accuracy | 100% |\n| data set | Circle |" in text
    assert "[Open this run](https://school.example/prefix/?hidden=4-2&lr=0.03)" in text
    assert text.endswith(f"[row-1]: {PICTURE}\n") and "][row-1]" in text


def test_a_row_without_a_run_is_written_with_a_dash(file):
    empty = KEPT | {"rows": [{"id": "a", "at": 1, "expect": "", "run": None, "saw": ""}], "title": "", "name": ""}
    text = file("asMarkdown", empty)
    assert re.findall(r"^(?:#+ )?.+$", text, re.MULTILINE) == [
        "# Lab notebook", "## Row 1", "### I expect", "–", "### I set", "–", "### I saw", "–",
    ]  # fmt: skip
    assert Page(file("asHtml", empty)).texts.count("–") == 3


def test_a_regression_has_r2_in_place_of_accuracy(file):
    run = RUN | {"task": "regression", "numbers": RUN["numbers"] | {"testScore": -0.5}}
    text = file("asMarkdown", KEPT | {"rows": [ROW | {"run": run}]})
    assert "| training R² | 0.998 |\n| test R² | −0.500 |" in text and "Predicted values at epoch 60" in text


# --- what is asked

ASKING = """async (address) => {
  const { Asking } = await import(address);
  const asking = new Asking();
  window.setTimeout = (act) => (window.due = act);
  window.clearTimeout = () => (window.due = null);
  window.told = [];
  window.got = [];
  asking.sendWith((request) => told.push(request));
  window.ask = (epoch) => asking.ask({ epoch }, ({ link }) => got.push(link));
  window.answer = (id, others) => asking.receive({ id, ready: true, ...others });
  window.asking = asking;
}"""


@pytest.fixture
def asked(node, module):
    """Evaluates an expression with a conversation, of which `told` and `got` are what was asked and answered."""
    node.evaluate(ASKING, module("lab/asking.js"))
    return lambda script: node.evaluate(f"{{ {script}; ({{ told, got }}) }}")


def test_one_link_is_asked_for_after_another(asked):
    assert asked("ask(60); ask(70)") == {"told": [{"version": 1, "id": 1, "epoch": 60}], "got": []}
    state = asked("answer(1, { link: 'a' })")
    assert state == {"told": [*state["told"][:1], {"version": 1, "id": 2, "epoch": 70}], "got": ["a"]}
    assert asked("answer(1, { link: 'late' }); answer(2, { link: 'b' }); answer(null, {})")["got"] == ["a", "b"]


def test_it_is_asked_again_where_it_takes_longer_where_nothing_comes_and_where_the_page_is_back(asked):
    assert [request["id"] for request in asked("ask(60); answer(1, { ready: false })")["told"]] == [1, 1]
    assert [request["id"] for request in asked("due()")["told"]] == [1, 1, 1]
    assert [request["id"] for request in asked("asking.pause(); asking.resume()")["told"]] == [1, 1, 1, 1]
    assert asked("answer(1, { link: 'a' })")["got"] == ["a"]
    assert asked("asking.resume(); window.isQuiet = due === null")["told"][4:] == []
