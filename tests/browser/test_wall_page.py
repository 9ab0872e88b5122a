"""The teacher's page "Room" on an empty page, with a synthetic room behind it, in the test's own process."""

import base64
import json
import re

import pytest
from playwright.sync_api import expect

from playground import assets
from tests.browser.test_eyes import AXE, FIND
from tests.helpers.walls import CODE, KEY, Student, a_class

# Mounts the wall as Streamlit does: once, and again with each answer.
MOUNT = """async ([stage, theme, opening]) => {
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${stage}/wall/wall.css` });
  await new Promise((done) => document.head.append(Object.assign(style, { onload: done })));
  document.documentElement.style.cssText = theme;
  document.documentElement.lang = "en";
  document.title = "Room";
  document.body.style.cssText = "margin: 0; padding: 8px";
  document.body.innerHTML = "<main><h1>Room</h1><div class=wall-place></div></main>";
  const main = await import(`${stage}/wall/main.js`);
  window.receive = (text) => {
    const data = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const parentElement = document.querySelector("main");
    const setTriggerValue = async (_, request) => {
      const answer = await window.answer(request);
      if (answer) window.receive(answer);
    };
    main.mount({ data, parentElement, setTriggerValue });
  };
  window.receive(opening);
}"""
# As the app's two themes have it.
THEME = "--st-background-color: #fff; --st-text-color: #31333f; --st-primary-color: #1d5fbf; --st-font: sans-serif"
DARK = "--st-background-color: #0e1117; --st-text-color: #fafafa; --st-primary-color: #7db3ff; --st-font: sans-serif"
PAGE = "background: var(--st-background-color); color: var(--st-text-color)"
HIDE = """() =>
  Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true })"""
PAINTED = """(id) => {
  const canvas = document.querySelector(`[data-student="${id}"] canvas`);
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return pixels.some((value, i) => i % 4 === 3 && value > 0);
}"""


class Wall:
    """The page, and the room behind it: `asked` are the requests that have come, the newest last."""

    def __init__(self, page, address):
        self.page, self.address = page, address
        self.room = None
        self.asked = []
        self.changed = []  # students to tell of with the next answer
        self.refusal = None  # the sentence with which the next act is refused
        self.is_down = False
        self.is_new = False  # the session knows of no room yet
        self.faults = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.expose_function("answer", self._answer)

    def open(self, room, query=f"?room={CODE}&key={KEY}", theme=THEME):
        """Load the page at an address, with a session that teaches nothing yet."""
        self.room, self.is_new = room, True
        stage = f"{self.address}{assets.publish()['stage']}"
        self.page.goto(f"{stage}/stage.css{query}")
        self.page.evaluate(MOUNT, [stage, theme, _text(room.lobby())])
        return self

    def tell(self, answer):
        """Let an answer come that was not asked for, as when the whole page runs."""
        self.page.evaluate("(text) => receive(text)", _text(answer))

    def tile(self, id):
        return self.page.locator(f"[data-student='{id}']")

    def last(self, do):
        """The newest request of a kind, without its number."""
        found = [{k: v for k, v in request.items() if k not in ("id", "version")} for request in self.asked]
        return next(request for request in reversed(found) if request["do"] == do)

    def wait_for(self, do):
        """Wait until a request of a kind has come, and return it."""
        for _ in range(200):
            if any(request["do"] == do for request in self.asked):
                return self.last(do)
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        raise AssertionError(f"{do} was not asked for: {self.asked}")

    def _answer(self, request):
        self.asked.append(request)
        do, id, room = request["do"], request["id"], self.room
        if self.is_down:
            return None
        if self.refusal and do != "pull":
            sentence, self.refusal = self.refusal, None
            return _text(room.say("refused", id, sentence=sentence))
        if do in ("new", "find"):
            return _text(room.say("key", id, key=KEY, code=CODE) if do == "new" else room.say("found", id, code=CODE))
        if do == "enter":
            self.is_new = False
            return _text(room.wall(id, entered=True))
        if self.is_new:
            return _text(room.lobby(id))
        if do == "end":
            return _text(room.lobby(id, sentence="The room has ended."))
        if do == "results":
            return _text(room.say("results", id, name=f"room-{CODE}.csv", text="\ufeffstudent,epoch\r\nAda,3\r\n"))
        changed, self.changed = self.changed, []
        watching = {name: request.get(name) for name in ("looking", "watching")}
        return _text(room.wall(id, changed=changed, **watching))


def _text(answer):
    return base64.b64encode(answer).decode()


@pytest.fixture
def wall(browser, server):
    """A wall, with a browser context of its own."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    made = Wall(context.new_page(), server.url)
    yield made
    context.close()
    assert made.faults == []


def test_a_room_is_found_by_its_code_or_opened(wall):
    page = wall.open(a_class(0), query="?lang=pt").page
    wall.refusal = "There is no room with this code now."
    page.get_by_label("Code").fill("kx4 t7p")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("alert")).to_have_text("There is no room with this code now.")
    expect(page.get_by_label("Code")).to_have_value("kx4 t7p")
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(re.compile(rf"/\?room={CODE}&lang=pt$"))
    page = wall.open(a_class(0), query="").page
    page.get_by_role("button", name="Open a room").click()
    page.wait_for_url(re.compile(rf"/room\?room={CODE}$"))  # the key is in no log of a server
    wall.open(a_class(1, epochs=1), query=f"?room={CODE}")
    expect(wall.tile(1)).to_be_visible()
    assert wall.last("enter")["key"] == KEY


def test_the_key_leaves_the_address_and_stays_with_the_tab(wall):
    page = wall.open(a_class(2, epochs=1), query=f"?room={CODE}&key={KEY}&lang=en").page
    expect(wall.tile(2)).to_be_visible()
    assert page.url.endswith(f"?room={CODE}&lang=en")
    assert wall.last("enter") == {"do": "enter", "key": KEY, "code": CODE, "kept": None}
    page.get_by_role("button", name="Copy your own link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert f"room?room={CODE}&key={KEY}&lang=en" in page.evaluate("() => navigator.clipboard.readText()")
    # The same tab comes back without the key in its address, and gives back what it was to keep.
    wall.open(wall.room, query=f"?room={CODE}")
    expect(wall.tile(2)).to_be_visible()
    assert wall.last("enter") == {"do": "enter", "key": KEY, "code": CODE, "kept": {"number": 1}}


def test_the_server_hands_over_the_key_where_the_page_has_lost_it(wall):
    wall.open(a_class(1, epochs=1), query="")
    expect(wall.page.get_by_role("button", name="Open a room")).to_be_visible()
    wall.tell(wall.room.lobby(key=KEY))
    expect(wall.tile(1)).to_be_visible()


def test_who_is_refused_is_told_why_and_may_try_again(wall):
    wall.refusal = "All rooms of this server are taken."
    page = wall.open(a_class(1, epochs=1)).page
    expect(page.get_by_role("alert")).to_have_text("All rooms of this server are taken.")
    page.get_by_role("button", name="Try again").click()
    expect(wall.tile(1)).to_be_visible()


def test_a_tile_shows_what_a_student_has_come_to_and_stays_the_same_element(wall):
    page = wall.open(a_class(4, epochs=2)).page
    ada = wall.room.students[0]
    expect(wall.tile(1)).to_have_attribute("data-epoch", str(ada.run.epoch))
    page.wait_for_function(PAINTED, arg=1)
    wall.tile(1).evaluate("(tile) => (window.before = tile)")
    wall.tile(1).focus()
    ada.train(7)
    ada.state, ada.help = "paused", True
    wall.changed = [ada]
    expect(wall.tile(1)).to_have_attribute("data-epoch", str(ada.run.epoch))
    expect(wall.tile(1)).to_have_attribute("data-state", "paused")
    expect(wall.tile(1)).to_contain_text("paused")
    expect(wall.tile(1)).to_contain_text("Asks for help")
    expect(page.get_by_role("status").filter(has_text="Asks for help: ")).to_contain_text("Ada")
    # Who asks comes first, without losing the focus.
    expect(page.locator("[data-student]").first).to_have_attribute("data-student", "1")
    assert page.evaluate("() => document.activeElement === before && document.contains(before)")


def test_a_student_without_a_run_waits_and_one_who_leaves_is_gone(wall):
    room = a_class(2, epochs=1)
    room.students.append(Student(3, "New"))
    page = wall.open(room).page
    expect(wall.tile(3)).to_contain_text("waiting")
    expect(page.get_by_role("status").filter(has_text="3 students are here")).to_be_visible()
    del room.students[0]
    expect(wall.tile(1)).to_have_count(0)
    room.students[0].state = "away"
    wall.changed = [room.students[0]]
    expect(page.get_by_text("1 student is here, 1 away")).to_be_visible()


def test_names_are_shown_as_animals_or_not_at_all_and_always_as_text(wall):
    room = a_class(1, epochs=1)
    room.students[0].nickname = "<img src=x onerror=alert(1)>"
    page = wall.open(room).page
    expect(wall.tile(1)).to_contain_text("<img src=x onerror=alert(1)>")
    page.get_by_label("Names").select_option("animals")
    expect(wall.tile(1).locator("bdi")).to_have_text("Owl")
    page.get_by_label("Names").select_option("off")
    expect(wall.tile(1).locator("bdi")).to_have_text("")


def test_hidden_names_are_nowhere_on_the_wall_and_stay_hidden_after_a_reload(wall):
    room = a_class(2, epochs=1)
    room.students[0].help = True
    line = {"student": 1, "nickname": "Ada", "score": "3", "value": 3, "epoch": 40, "neurons": 3, "parameters": 13}
    room.challenge = {
        "name": None, "title": "Small circle", "text": "", "counts": "neurons", "counts_name": "fewest hidden neurons",
        "goal_text": "97.5% right", "checking": 0, "refused": [{"student": 2, "sentence": "Another loss."}],
        "board": [line | {"place": 1, "at": 1.25, "link": "./?hidden=3"}],
    }  # fmt: skip
    page = wall.open(room).page
    page.get_by_role("button", name="Challenge").click()
    wall.tile(1).click()
    expect(page.get_by_role("heading", name="Ada")).to_be_visible()
    for names, called in (("animals", "Owl"), ("off", "Student 1")):
        page.get_by_label("Names").select_option(names)
        expect(page.locator(".wall-large h2")).to_contain_text(called)
        expect(page.get_by_role("status").filter(has_text="Asks for help: ")).to_have_text(f"Asks for help: {called}")
        expect(page.get_by_role("link", name=called)).to_be_visible()
        assert not re.search("Ada|Bruno", page.locator(".wall").inner_html())
    page.get_by_role("button", name="Offer to all").click()
    assert wall.wait_for("lead")["named"] is False
    room.students[0].help = False
    wall.changed = [room.students[0]]
    expect(page.get_by_role("status").filter(has_text="Asks for help: ")).to_have_count(0)
    wall.open(room)
    expect(wall.tile(1).locator("bdi")).to_have_text("")
    expect(page.get_by_label("Names")).to_have_value("off")


@pytest.mark.slow
def test_nothing_is_asked_while_nobody_looks(wall):
    page = wall.open(a_class(1, epochs=1)).page
    wall.wait_for("pull")
    page.evaluate(HIDE)
    before = len(wall.asked)
    page.evaluate("() => new Promise((done) => setTimeout(done, 2500))")  # that long it would have asked twice
    assert len(wall.asked) - before <= 1  # one may have been on its way
    page.evaluate("() => delete document.visibilityState")
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert wall.last("pull")["since"] >= 1


def test_after_a_restart_of_the_server_the_room_is_entered_again_without_a_word(wall):
    page = wall.open(a_class(2, epochs=1)).page
    page.get_by_role("button", name="Lead").click()
    wall.wait_for("pull")
    wall.is_down = True
    wall.room.students[0].nickname = "Ada again"
    wall.is_new, wall.is_down = True, False
    wall.tell(wall.room.lobby())
    expect(wall.tile(1)).to_contain_text("Ada again")
    assert wall.last("enter")["kept"] is not None
    expect(page.get_by_role("button", name="Pause all")).to_be_visible()  # the panel is open still
    expect(page.get_by_role("alert").filter(has_text=re.compile("."))).to_have_count(0)


def test_a_student_is_seen_large_and_live_and_nothing_changes_the_run(wall):
    page = wall.open(a_class(3, epochs=3)).page
    wall.tile(2).click()
    large = page.get_by_role("region", name="One student")
    expect(large.get_by_role("img", name=re.compile("Decision boundary"))).to_be_visible()
    expect(large.get_by_role("img", name="Network 2-8-1")).to_be_visible()
    bruno = wall.room.students[1]
    epoch = bruno.train(4).run.epoch
    wall.changed = [bruno]
    expect(large.locator("dl").first).to_contain_text(f"Epoch{epoch}")
    wall.page.wait_for_function("() => document.querySelector('.wall-settings dd')?.textContent")
    assert wall.last("pull") | {"since": 0} == {"do": "pull", "since": 0, "looking": 2, "watching": "run-2"}
    for button, request in (
        ("Offer to all", {"do": "lead", "send": 2, "at_once": False, "named": True}),
        ("Give to all at once", {"do": "lead", "send": 2, "at_once": True}),
    ):
        large.get_by_role("button", name=button).click()
        assert wall.wait_for("lead").items() >= request.items()
    large.get_by_role("button", name="Rename").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("Benno")
    page.keyboard.press("Enter")
    assert wall.wait_for("student").items() >= {"student": 2, "rename": "Benno"}.items()
    large.get_by_role("button", name="Remove").click()
    page.keyboard.press("Escape")  # of the question only
    expect(large).to_be_visible()
    page.keyboard.press("Escape")
    expect(large).to_be_hidden()
    expect(wall.tile(2)).to_be_focused()


def test_the_teacher_leads(wall):
    page = wall.open(a_class(2, epochs=1)).page
    page.get_by_role("button", name="Lead").click()
    page.get_by_role("button", name="Pause all").click()
    assert wall.wait_for("lead").items() >= {"pause": True}.items()
    wall.room.lead["paused"] = True
    page.get_by_role("button", name="Let all go on").click()
    page.get_by_label("Stop at epoch").fill("a hundred")
    page.get_by_label("Stop at epoch").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="whole number")).to_be_visible()
    assert "stop" not in wall.last("lead")
    page.get_by_label("Stop at epoch").fill("100")
    page.get_by_label("Stop at epoch").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="whole number")).to_have_count(0)
    assert wall.last("lead")["stop"] == 100
    page.get_by_label("Send").select_option("line")
    page.get_by_role("button", name="As an offer").click()
    wall.room.lead["offer"] = {"number": 1, "text": "A line is enough", "at_once": False, "taken": 1}
    expect(page.get_by_text("On offer: A line is enough. Taken by 1 of 2.")).to_be_visible()
    assert wall.last("lead").items() >= {"send": "line", "at_once": False}.items()
    page.get_by_text("Hide or lock controls").click()
    page.get_by_role("checkbox", name="Learning rate").uncheck()
    page.get_by_role("group").filter(has_text="What the students may change").get_by_role("button", name="Set").click()
    assert wall.last("lead").items() >= {"show": ["hidden", "dataset"], "lock": []}.items()


def test_a_refused_act_is_told_in_a_sentence_and_the_wall_stays(wall):
    page = wall.open(a_class(1, epochs=1)).page
    page.get_by_role("button", name="Challenge").click()
    wall.refusal = "The goal must be a number from 0 to 1."
    page.get_by_role("button", name="Begin: XOR to go").click()
    alert = page.get_by_role("alert").filter(has_text="The goal must be")
    expect(alert).to_be_in_viewport()
    assert wall.last("challenge")["name"] == "c1"
    expect(wall.tile(1)).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(alert).to_have_count(0)
    wall.refusal = "The goal must be another one."
    page.get_by_role("button", name="Begin: XOR to go").click()
    expect(alert).to_be_visible()
    page.get_by_role("button", name="Lead").click()  # something else is done
    expect(alert).to_have_count(0)


def test_a_refusal_moves_nothing(wall):
    page = wall.open(a_class(1, epochs=1)).page
    page.get_by_role("button", name="Lead").click()
    place = page.get_by_role("button", name="Pause all").bounding_box()
    wall.refusal = "Not now."
    page.get_by_role("button", name="Pause all").click()
    expect(page.get_by_text("Not now.")).to_be_visible()
    assert page.get_by_role("button", name="Pause all").bounding_box() == place


def test_the_tools_are_folded_away_where_there_is_little_room(wall):
    wall.page.set_viewport_size({"width": 390, "height": 844})
    page = wall.open(a_class(2, epochs=1)).page
    expect(page.get_by_label("Names")).to_be_hidden()
    page.get_by_text("Tools").click()
    page.get_by_label("Names").select_option("off")
    expect(wall.tile(1).locator("bdi")).to_have_text("")
    page.set_viewport_size({"width": 1000, "height": 844})
    expect(page.get_by_text("Tools")).to_be_hidden()
    expect(page.get_by_label("Names")).to_be_visible()


def test_one_student_large_is_seen_whole_beside_an_open_panel(wall):
    page = wall.open(a_class(4, epochs=3)).page
    page.get_by_role("button", name="Class experiment").click()
    wall.tile(3).click()
    wall.room.lead["offer"] = {"number": 1, "text": "the run of Bob", "at_once": False, "taken": 1}
    large = page.get_by_role("region", name="One student")
    expect(large.get_by_text("On offer: the run of Bob. Taken by 1 of 4.")).to_be_visible()
    for name in ("Decision boundary", "Network", "Loss curve"):
        expect(large.get_by_role("img", name=re.compile(name))).to_be_in_viewport(ratio=1)


def test_an_experiment_is_dealt_out_and_seen(wall):
    room = a_class(4, epochs=3)
    page = wall.open(room).page
    page.get_by_role("button", name="Class experiment").click()
    expect(page.get_by_text("Empty: every student another seed.")).to_be_visible()
    page.get_by_label("What is dealt out").select_option("learning_rate")
    expect(page.get_by_text("Empty: 0.001, 0.01, 0.1, 1. Students with the same value")).to_be_visible()
    page.get_by_label("Values").fill("0.1, 1")
    page.get_by_role("button", name="Deal out").click()
    asked = wall.wait_for("experiment")
    assert asked.items() >= {"vary": "learning_rate", "base": "mine", "epochs": 200}.items()
    assert asked["values"] == ["0.1", "1"]
    curve = {"ended": True, "changed": False, "score": 1.0}
    room.curves = [[(epoch, test) for epoch, _train, test in student.history] for student in room.students]
    values = [(student, str(10.0 ** -(i % 2)), i % 2) for i, student in enumerate(room.students)]
    room.experiment = {
        "vary": "learning_rate", "name": "Learning rate", "epochs": 3, "base": "Circle",
        "sentence": "3 of 4 solved it.",
        "spread": {"least": 0.01, "median": 0.2, "most": 0.7}, "solved": 3, "counted": 4, "of": 4,
        "curves": [{"student": s.id, "value": value, "group": group, "epochs": len(s.history)} | curve
                   for s, value, group in values],
        "groups": [{"value": "1.0", "n": 2, "solved": 1, "median": 0.2},
                   {"value": "0.1", "n": 2, "solved": 2, "median": 0.1}],
    }  # fmt: skip
    expect(page.get_by_text("3 of 4 solved it.")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Solved: 3 of 4"))).to_be_visible()
    expect(page.get_by_role("row", name="0.1 2 2 0.100")).to_be_visible()
    expect(page.locator(".wall-groups")).to_be_visible()
    drawn = "() => document.querySelector('.wall-result canvas').toDataURL()"
    before = page.evaluate(drawn)
    wall.tile(2).hover()
    assert page.evaluate(drawn) != before  # its curve stands out
    page.get_by_role("button", name="Start all").click()
    assert wall.wait_for("lead")["start"] is True
    room.experiment |= {"groups": [], "sentence": "They differ in nothing but the seed."}
    expect(page.get_by_text("They differ in nothing but the seed.")).to_be_visible()
    expect(page.locator(".wall-groups")).to_be_hidden()  # every value is another
    page.get_by_role("button", name="End the experiment").click()
    page.get_by_role("dialog").get_by_role("button", name="End the experiment").click()
    assert wall.last("experiment")["end"] is True


def test_a_challenge_has_its_board(wall):
    room = a_class(2, epochs=1)
    page = wall.open(room).page
    page.get_by_role("button", name="Challenge").click()
    page.get_by_text("A challenge of your own").click()
    page.get_by_label("Test accuracy in %").fill("140")
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="at most 100%")).to_be_visible()
    page.get_by_label("Test accuracy in %").fill("97.5")
    page.get_by_role("button", name="Begin", exact=True).click()
    asked = wall.wait_for("challenge")
    assert asked.items() >= {"base": "mine", "counts": "neurons", "goal": 0.975}.items()
    line = {"student": 1, "nickname": "Ada", "score": "3", "value": 3, "epoch": 40, "neurons": 3, "parameters": 13}
    room.challenge = {
        "name": None, "title": "Small circle", "text": "", "counts": "neurons", "counts_name": "fewest hidden neurons",
        "goal_text": "97.5% of the test points right", "checking": 1,
        "refused": [{"student": 2, "sentence": "Another loss."}],
        "board": [line | {"place": 1, "at": 1.25, "link": "./?hidden=3"}],
    }  # fmt: skip
    expect(page.get_by_role("row", name="1 Ada 3 40 1.3")).to_be_visible()
    assert page.get_by_role("link", name="Ada").get_attribute("href") == "./?hidden=3"
    expect(page.get_by_text("Goal: 97.5% of the test points right")).to_be_visible()
    expect(page.get_by_text("Bruno: Another loss.")).to_be_visible()
    page.get_by_role("button", name="Projector").click()
    expect(page.get_by_text("Bruno: Another loss.")).to_be_hidden()
    expect(page.get_by_role("row", name="1 Ada 3 40 1.3")).to_be_visible()
    room.challenge |= {"counts": "epochs", "counts_name": "fewest epochs"}
    room.challenge["board"] = [room.challenge["board"][0] | {"score": "40"}]
    expect(page.get_by_role("row", name="1 Ada 40 1.3")).to_be_visible()  # said once


def test_who_was_removed_can_be_let_back_in(wall):
    room = a_class(1, epochs=1)
    room.removed = ["Zed"]
    page = wall.open(room).page
    page.get_by_role("button", name="Lead").click()
    page.get_by_role("button", name="Let back in").click()
    assert wall.wait_for("student")["readmit"] == "Zed"


def test_the_code_fills_the_screen_until_escape(wall):
    page = wall.open(a_class(2, epochs=1)).page
    page.get_by_role("button", name="Show the code large").click()
    whole = page.get_by_role("dialog")
    expect(whole.get_by_text("KX4-T7P")).to_be_visible()
    assert whole.get_by_role("img").evaluate("(image) => image.decode().then(() => image.naturalWidth > 0)")
    wall.changed = [Student(3, "New")]
    wall.room.students += wall.changed
    expect(whole.get_by_text("3 students are here")).to_be_visible()
    page.keyboard.press("Escape")
    expect(whole).to_have_count(0)


def test_the_wall_is_saved_as_a_picture_and_as_a_table(wall):
    page = wall.open(a_class(3, epochs=1)).page
    expect(wall.tile(3)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as picture").click()
    assert download.value.suggested_filename == f"room-{CODE}.png"
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    assert download.value.suggested_filename == f"room-{CODE}.csv"
    assert download.value.path().read_text(encoding="utf-8-sig").splitlines() == ["student,epoch", "Ada,3"]


def test_a_room_ends_after_a_question_and_the_key_is_forgotten(wall):
    page = wall.open(a_class(1, epochs=1)).page
    page.get_by_role("button", name="End the room").click()
    page.get_by_role("dialog").get_by_role("button", name="End the room").click()
    expect(page.get_by_role("alert")).to_have_text("The room has ended.")
    assert page.evaluate("() => localStorage.length") == 0
    wall.tell(wall.room.lobby(key=KEY))  # the session remembers the key of the address
    expect(page.get_by_role("button", name="Open a room")).to_be_visible()


def test_the_table_has_a_row_for_each_student(wall):
    page = wall.open(a_class(3, epochs=2)).page
    row = page.get_by_role("row", name=re.compile("^Bruno playing"))
    expect(row).to_have_count(1)  # for who listens
    page.get_by_role("button", name="Table", exact=True).click()
    expect(row).to_be_in_viewport()


@pytest.mark.slow
@pytest.mark.parametrize("theme", [THEME, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_there_are_no_barriers_on_the_wall(wall, theme, width):
    wall.page.set_viewport_size({"width": width, "height": 844})
    page = wall.open(a_class(6, epochs=1), theme=f"{theme}; {PAGE}").page
    page.wait_for_function(PAINTED, arg=1)
    page.evaluate(AXE)
    for name in (None, "Lead", "Class experiment", "Challenge"):
        if name:
            page.get_by_role("button", name=name, exact=True).click()
        assert page.evaluate(FIND, {}) == [], json.dumps(name)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), name
    wall.tile(1).click()
    page.wait_for_function("() => !document.querySelector('.wall-unknown')")
    assert page.evaluate(FIND, {}) == []
