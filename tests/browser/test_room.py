"""A teacher and three students, each at a browser of their own, in one room."""

import re

import pytest
from playwright.sync_api import expect

from playground import engines
from tools.driver import Server, Stage

OPEN, PAUSED, GOES_ON = "Open a room", "Your teacher has paused the class.", "Let all go on"


class Student:
    """A student at a browser."""

    def __init__(self, page, name):
        self.page, self.name = page, name
        self.stage = Stage(page)
        self.line = page.get_by_test_id("room-line")

    def join(self, link):
        """Open the link of a room, and say who comes."""
        self.page.goto(link)
        self.line.get_by_label("Your nickname").fill(self.name)
        self.press("Join")
        expect(self.line).to_contain_text(f"as {self.name}")
        return self

    def press(self, name):
        """Press a button of the line."""
        self.line.get_by_role("button", name=name, exact=True).click()


class Teacher:
    """A teacher at the wall."""

    def __init__(self, page):
        self.page = page

    def open(self):
        """Open a room; return the link for students."""
        self.page.goto("/room")
        self.press(OPEN)
        link = self.page.get_by_role("link", name=re.compile(r"\?room="))
        expect(link).to_be_visible()
        return link.get_attribute("href")

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def tile(self, name):
        """The tile of a student."""
        return self.page.locator("[data-student]").filter(has_text=name)

    def expect_states(self, state, *names):
        for name in names:
            expect(self.tile(name)).to_have_attribute("data-state", state)


def confirm(page, name):
    """Press the button of the question that is asked."""
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def lesson(window):
    """A teacher with an open room, and three students who are in it."""
    teacher = Teacher(window())
    link = teacher.open()
    students = [Student(window(), name).join(link) for name in ("Ada", "Bob", "Cem")]
    return teacher, students


def test_a_class_plays_a_whole_lesson(lesson):
    teacher, (ada, bob, cem) = lesson
    students = ada, bob, cem

    # Everybody plays, and is seen to.
    for student in students:
        student.stage.press("Play")
    teacher.expect_states("playing", "Ada", "Bob", "Cem")

    # Pause all: nobody can play until the teacher lets them.
    teacher.press("Lead")
    teacher.press("Pause all")
    for student in students:
        expect(student.line).to_contain_text(PAUSED)
        student.stage.wait_state("paused")
        expect(student.stage.element.get_by_role("button", name="Play")).to_be_disabled()
    teacher.expect_states("paused", "Ada", "Bob", "Cem")
    for student in students:
        expect(teacher.tile(student.name)).to_have_attribute("data-epoch", student.stage.data("epoch"))
    teacher.press(GOES_ON)
    for student in students:
        student.stage.wait_state("playing")

    # A scene is offered; one takes it, and has the own run back with one more click.
    bob.stage.press("Pause")
    before = bob.stage.data("epoch")
    teacher.page.get_by_role("combobox", name="Send").select_option("spiral")
    teacher.press("As an offer")
    expect(bob.line).to_contain_text("Your teacher offers")
    bob.press("Take it")
    expect(bob.page.locator("[data-control=dataset] select")).to_have_value(re.compile("Spiral"))
    bob.press("Back to mine")
    bob.stage.wait_for(state="paused", epoch=before)
    teacher.press("Take it back")
    expect(cem.line).not_to_contain_text("Your teacher offers")

    # One asks for help, and is looked at.
    cem.press("Ask for help")
    expect(teacher.tile("Cem")).to_contain_text("Help!")
    teacher.tile("Cem").click()
    expect(teacher.page.get_by_role("heading", name="Cem")).to_be_visible()
    teacher.press("Help was given")
    expect(cem.line.get_by_role("button", name="Ask for help")).to_be_visible()

    # What is seen there is shown to all, at once.
    cem.stage.press("Pause")
    teacher.press("Give to all at once")
    shown = cem.stage.data("epoch")
    ada.stage.wait_for(state="paused", epoch=shown)
    bob.stage.wait_for(state="paused", epoch=shown)
    assert ada.stage.losses() == cem.stage.losses()
    teacher.press("Back to the wall")

    # An experiment: each another seed, all to the same epoch.
    teacher.press("Class experiment")
    teacher.page.get_by_role("textbox", name="Epochs").fill("20")
    teacher.press("Deal out")
    for student in students:
        student.stage.wait_for(state="idle", epoch=0)
        student.stage.press("Play")
    for student in students:
        student.stage.wait_for(state="finished", epoch=20)
    experiment = teacher.page.get_by_role("region", name="Class experiment")
    expect(experiment).to_contain_text(re.compile("networks? (solved it|did not solve it)|None of 3 networks"))
    losses = {student.stage.losses() for student in students}
    assert len(losses) == 3
    teacher.press("End the experiment")
    confirm(teacher.page, "End the experiment")

    # A challenge: what reaches the goal stands on the board once it has been trained again.
    teacher.press("Challenge")
    teacher.page.get_by_role("button", name="Begin: A disc with few neurons").click()
    for student in students:
        student.stage.wait_for(state="idle", epoch=0)
    cem.stage.press("Play")
    board = teacher.page.get_by_role("region", name="Challenge")
    expect(board.get_by_role("row").filter(has_text="Cem")).to_be_visible()
    expect(cem.line).to_contain_text("place 1 of 1")

    # The end.
    teacher.press("End the room")
    confirm(teacher.page, "End the room")
    for student in students:
        expect(student.line).to_contain_text("has ended")
    cem.press("Go on without the room")
    expect(cem.line).not_to_be_attached()
    expect(teacher.page.get_by_role("button", name=OPEN)).to_be_visible()


def test_the_way_out_leads_to_the_playground_as_it_was(lesson):
    teacher, (ada, bob, _cem) = lesson
    ada.stage.run_to(10)

    ada.press("Leave the room")
    expect(ada.line).not_to_be_attached()
    expect(teacher.tile("Ada")).not_to_be_attached()
    assert ada.stage.data("epoch") == "10"
    assert "room=" not in ada.page.url

    bob.page.reload()  # who stays is back by themselves
    expect(bob.line).to_contain_text("as Bob")


@pytest.mark.slow
def test_a_server_that_was_killed_has_the_same_room_again(browser, tmp_path, window):
    assert engines.wait(300), "the kernel was not compiled"
    server = Server(tmp_path / "log1.txt").wait()
    try:
        teacher = Teacher(window(base_url=server.url))
        link = teacher.open()
        code = teacher.page.locator(".wall-code").text_content()
        ada, bob = (Student(window(base_url=server.url), name).join(link) for name in ("Ada", "Bob"))
        teacher.press("Challenge")
        teacher.page.get_by_role("button", name="Begin: A disc with few neurons").click()
        ada.stage.wait_for(state="idle", epoch=0)
        ada.stage.press("Play")
        row = teacher.page.get_by_role("region", name="Challenge").get_by_role("row").filter(has_text="Ada")
        expect(row).to_be_visible()
        score = row.text_content()

        server.kill()
        server = Server(tmp_path / "log2.txt", port=server.port).wait()

        for student in (ada, bob):
            expect(student.line).to_contain_text(f"as {student.name}", timeout=90_000)
        for name in ("Ada", "Bob"):
            expect(teacher.tile(name)).to_have_attribute("data-state", "idle", timeout=90_000)
        expect(teacher.page.locator(".wall-code")).to_have_text(code)
        expect(row).to_have_text(score)  # it was trained once more
        expect(teacher.page.get_by_role("link", name="Playground").first).to_be_visible()
    finally:
        server.stop()
