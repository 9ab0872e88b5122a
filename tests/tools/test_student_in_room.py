"""The student in a room does what the line of a real page does: joins, tells the room what is on show, and is led."""

import asyncio

import pytest

from playground.protocol import unpack
from rooms.protocol import VERSION
from tests.helpers.strangers import Stranger, event, run_alone
from tools.driver import Server
from tools.student_in_room import StudentInRoom


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("server") / "log.txt", environment={"NN_ENGINE": "numpy"}).wait()
    yield running
    assert running.stop() == []


class Teacher(Stranger):
    """A teacher without a browser: `told` is the header that the wall was given last."""

    async def act(self, **request):
        name = self.id_of("room_wall")
        about = {"version": VERSION, "id": self.sent, "since": 0, "looking": None, "watching": None}
        await self.send(self.message(event(name, about | request), fragment=self.elements[name][1]))
        return self.told

    async def open_room(self):
        key = (await self.act(do="new"))["key"]
        return (await self.act(do="enter", key=key, code=None, kept=None))["room"]["code"]

    def _take_element(self, element, fragment):
        super()._take_element(element, fragment)
        if element.bidi_component.component_name.startswith("room_wall_"):
            self.told = unpack(element.bidi_component.bytes)[0]


def lesson(server, act):
    """Let a teacher with a room, and a student whose page names it, do something."""

    async def visit():
        teacher = await Teacher(server.url, "room").open()
        student = StudentInRoom(server.url)
        await student.open(f"dataset=circle&hidden=4-2&room={await teacher.open_room()}")
        try:
            async with asyncio.timeout(60):
                return await act(teacher, student)
        finally:
            await student.leave()
            await teacher.close()
            assert student.faults == [] and teacher.faults == []

    return run_alone(visit())


async def seen(teacher, **facts):
    """Return what the wall says of its one student, once it says this."""
    while True:
        (student,) = (await teacher.act(do="pull"))["students"]
        if facts.items() <= student.items():
            return student


def test_the_wall_shows_who_has_joined_and_the_epoch_that_they_have_paused_at(server):
    async def act(teacher, student):
        await student.join("Ada")
        await student.play(30, stop=20)
        return await seen(teacher, nickname="Ada", state="finished", epoch=20)

    assert lesson(server, act)["network"] == "2-4-2-1"


def test_who_takes_the_name_of_another_is_told_why_they_are_not_let_in(server):
    async def act(teacher, student):
        await student.join("Ada")
        other = await StudentInRoom(server.url).open(student.query)
        try:
            await other.join("Ada")
        finally:
            await other.leave()

    with pytest.raises(ConnectionError, match="Ada is not let in: Somebody"):
        lesson(server, act)


def test_who_plays_stops_when_the_teacher_pauses_all_and_goes_on_when_all_may(server):
    async def act(teacher, student):
        await student.join("Ada")
        playing = asyncio.create_task(student.attend(60))
        await seen(teacher, state="playing")
        await teacher.act(do="lead", pause=True)
        stopped = (await seen(teacher, state="paused"))["epoch"]
        assert (student.epoch, student.is_playing) == (stopped, False) and student.stopped_at
        await teacher.act(do="lead", pause=False)
        while student.epoch < stopped + 60:
            await asyncio.sleep(0.05)  # between two looks at a state
        playing.cancel()

    lesson(server, act)


def test_once_the_stage_knows_of_the_room_it_asks_for_a_second_of_epochs_at_a_time(server):
    asked = []

    async def act(teacher, student):
        await student.join("Ada")
        ask = student.ask
        student.ask = lambda **request: asked.append(request["count"]) or ask(**request)
        await student.play(30, stop=300)

    lesson(server, act)
    assert asked[:2] == [90, 60]
