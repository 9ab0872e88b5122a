"""A fuzz: whatever comes from a browser, in any order, no exception, one line in the log at most, and NumPy's bits."""

import itertools
import json
import random
from types import SimpleNamespace

import numpy as np
import pytest

from nn_core import Description, Run
from playground.choices import SPEEDS
from playground.explanations import EXPLANATIONS
from playground.protocol import VERSION
from tests.helpers.pages import answer, change, opened, opening, send_raw, send_state, shown, stage
from tools.messages import trigger

REQUESTS = 900
SCENE = {"n": "30", "hidden": "3", "batch": "5"}  # little to train
OTHERS = ["reset", "reseed", "open", "apply"]
COUNT = 12  # epochs that are compared with NumPy's

ODD_NUMBERS = [
    0, 1, -1, 2, 3, 5, 7, 600, 601, 10**4, 10**9, 10**9 + 1, 2**31, 2**53, 2**63, 10**30, 10**300, 0.5, 1.0, -0.0,
    1e-300, 1e300, float("nan"), float("inf"), -float("inf"),
]  # fmt: skip
ODD_TEXTS = [
    "", "0", "NaN", "null", "train", "seek", "all", "max", "circle", "learning_rate", "__class__", "self", "ŷ", "\x00",
    "\x1b[2J", "a\nb\r\nc", "\u2028", "\ud800", "%s{0}", "x" * 10**5,
]  # fmt: skip
FIELDS = [
    "version", "run_id", "do", "id", "revision", "from", "shown", "count", "pace", "urgent", "epoch", "start",
    "journal", "update", "edits", "explanation", "event", "value", "view", "speed", "stop", "target",
    *Description.__dataclass_fields__,
]  # fmt: skip


class Fuzz:
    """Makes requests up, of every kind, about the run that a session is on."""

    def __init__(self, at, seed):
        self.at = at
        self.draw = random.Random(seed)
        self.newest = 0  # roughly; and what is said of an earlier run is good fuzz, too
        self.told = opening(at)

    # --- what there is to make requests of

    def garbage(self, depth=3):
        """Any JSON."""
        kind = self.draw.randrange(7 if depth else 4)
        if kind < 4:
            return [None, self.draw.random() < 0.5, self.draw.choice(ODD_NUMBERS), self.draw.choice(ODD_TEXTS)][kind]
        if kind == 4:
            return [self.garbage(depth - 1) for _ in range(self.draw.choice([0, 1, 2, 3]))]
        names = [self.draw.choice([*FIELDS, *ODD_TEXTS]) for _ in range(self.draw.choice([0, 1, 2, 5]))]
        return {name: self.garbage(depth - 1) for name in names}

    def journal(self):
        """A journal that is one."""
        epochs = sorted(self.draw.choices(range(40), k=self.draw.randrange(5)))
        return [
            [epoch, {"learning_rate": self.draw.choice([0.01, 0.5]), "batch_size": self.draw.randint(1, 15)}]
            for epoch in epochs
        ]

    def edits(self):
        """Weights that are set by hand."""
        return [[self.draw.randrange(13), self.draw.uniform(-3, 3)] for _ in range(self.draw.choice([0, 1, 2]))]

    def good(self):
        """A request as the stage could make it."""
        do = self.draw.choice(["train"] * 5 + ["seek", "walk", "branch"] * 3 + ["continue", "share"] * 2 + OTHERS)
        request = {"version": VERSION, "run_id": self.told["run_id"], "do": do, "id": self.draw.randrange(10**6)}
        start = self.draw.choice([0, self.newest, self.draw.randint(0, self.newest)])
        if do in ("train", "seek", "walk", "branch", "apply", "share"):
            request["revision"] = self.told["revision"]
        if do == "train":
            request |= {"from": start, "shown": self.draw.choice([start, max(0, start - 5)])}
            request |= {"count": self.draw.choice([1, 7, 45, 10**6]), "pace": self.draw.choice(["all", "max"])}
            request |= {"urgent": self.draw.random() < 0.5}
        elif do in ("seek", "walk", "branch", "share"):
            request["epoch"] = self.draw.randint(0, self.newest)
            request |= {"walk": {"update": self.draw.randrange(4)}, "branch": {"edits": self.edits()}}.get(do, {})
        elif do == "apply":
            request["explanation"] = self.draw.choice([explanation.id for explanation in EXPLANATIONS])
        elif do == "continue":
            request |= {"start": self.told["start"], "journal": self.journal(), "epoch": self.draw.choice([0, 9, 40])}
        return request

    def nearly_good(self):
        """A good request with something in it gone, added, doubled or made odd, maybe deep within."""
        request = json.loads(json.dumps(self.good()))
        for _ in range(self.draw.choice([1, 1, 2])):
            self.spoil(request)
        return request

    def spoil(self, container):
        """Make one thing odd in an object or a list."""
        places = list(container) if isinstance(container, dict) else list(range(len(container)))
        if not places or self.draw.random() < 0.25:
            if isinstance(container, dict):
                container[self.draw.choice([*FIELDS, *ODD_TEXTS])] = self.garbage()
            else:
                container.insert(0, self.garbage())
            return
        deeper = [place for place in places if isinstance(container[place], (dict, list))]
        place = self.draw.choice(deeper if deeper and self.draw.random() < 0.5 else places)
        what = self.draw.randrange(5)
        if isinstance(container[place], (dict, list)) and what:
            self.spoil(container[place])
        elif what == 0:
            del container[place]
        elif what == 1 and isinstance(container[place], (int, float)):
            container[place] += self.draw.choice([-1, 1, 0.5, 10**9])
        elif what == 2:
            container[place] = [container[place]]
        else:
            container[place] = self.garbage()

    # --- sending it

    def send(self):
        """Send one message, of any kind."""
        kind = self.draw.randrange(10)
        if kind < 3:
            send_raw(self.at, self.good())
        elif kind < 7:
            send_raw(self.at, self.nearly_good())
        elif kind < 8:
            send_raw(self.at, self.garbage())
        elif kind < 9:
            self.send_text()
        else:
            self.send_view()

    def send_text(self):
        """Send a message with letters in it gone, or more of them, or several events."""
        events = [{"event": "ask", "value": self.nearly_good()} for _ in range(self.draw.choice([0, 1, 1, 2]))]
        text = json.dumps(events)
        for _ in range(self.draw.choice([0, 1, 3])):
            place = self.draw.randrange(len(text) + 1)
            text = text[:place] + self.draw.choice(["", "]", '"', "0", "\\", "ŷ"]) + text[place + 1 :]
        send_state(self.at, trigger(stage(self.at).id), json_trigger_value=text)

    def send_view(self):
        """Send a view, or none, or something else as the state of the stage; an `ask` in it would be there for good."""
        view = {"speed": self.draw.choice(SPEEDS), "stop": self.draw.choice([None, 1, 7, 10**6])}
        view["target"] = self.draw.choice([None, 0.1, 100])
        if self.draw.random() < 0.7:
            self.spoil(view)
        state = self.draw.choice([{"view": view}, {"view": view}, {"view": self.garbage()}, [view], view, None])
        send_state(self.at, stage(self.at).id, json_value=json.dumps(state))

    def notice(self):
        """Keep in mind what the stage would have been told."""
        header, _ = answer(self.at)
        if header["kind"] == "opening":
            if header["run_id"] != self.told["run_id"]:
                self.newest = 0
            self.told = header
        elif header["kind"] == "chunk":
            self.newest = header["from"] + header["count"]
        elif header["kind"] == "branch" and header["ready"]:
            self.told |= {"revision": header["revision"]}
            self.newest = header["epoch"]

    def check(self):
        """Train from the beginning, in earnest: NumPy's bits."""
        self.at.run()
        self.notice()
        train = {"version": VERSION, "run_id": self.told["run_id"], "do": "train", "id": 1, "from": 0, "shown": 0}
        send_raw(self.at, train | {"revision": self.told["revision"], "count": COUNT, "pace": "all", "urgent": False})
        header, numbers = answer(self.at)
        assert (header["kind"], header["run_id"]) == ("chunk", self.told["run_id"])
        assert 1 <= header["count"] <= COUNT
        start = self.told["start"]
        assert start["seed"] == shown(self.at)["seed"]
        run = Run(Description(**start), journal=header["journal"])
        records = run.advance(header["count"])
        rows = [[r.loss, r.train_loss, r.test_loss, r.train_score, r.test_score, r.learning_rate] for r in records]
        np.testing.assert_array_equal(numbers[: 6 * len(rows)].reshape(-1, 6), np.float32(rows))
        np.testing.assert_array_equal(numbers[-header["width"] :], np.float32(run.record().parameters))
        self.newest = header["count"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_requests_in_any_order_leave_a_page_that_works(seed, caplog, monkeypatch):
    # By a clock that goes on a second with each look at it, so that the same is asked on every computer.
    seconds = itertools.count()
    clock = SimpleNamespace(perf_counter=lambda: next(seconds))
    for module in ("nn_core.run", "playground.chunk"):
        monkeypatch.setattr(f"{module}.time", clock)
    for name, ticks in {"feed.SECONDS": 40, "feed.URGENT_SECONDS": 8, "chunk.KEY_SECONDS": 5}.items():
        monkeypatch.setattr(f"playground.{name}", ticks)
    monkeypatch.setattr("nn_core.run.CHECKPOINTS", 4)
    monkeypatch.setattr("random.SystemRandom.randrange", lambda self, most: number % most)
    number, at = 0, opened(**SCENE)
    fuzz, carried_out, refused = Fuzz(at, seed), 0, 0
    for number in range(REQUESTS // 3):
        caplog.clear()
        fuzz.send()
        assert not at.exception
        said = [record.getMessage() for record in caplog.records if record.name == "playground"]
        assert len(said) <= 1 and all(line.isprintable() and len(line) < 1000 for line in said)
        assert not [record for record in caplog.records if record.exc_info]
        refused += len(said)
        carried_out += answer(at)[0]["kind"] not in ("opening", "refused")
        fuzz.notice()
        if number % 25 == 24:
            fuzz.check()
        if number % 60 == 59:
            change(at, learning_rate=fuzz.draw.choice([0.01, 0.1, 1.0]))
            fuzz.notice()
    # Or else this would fuzz next to nothing.
    assert refused > REQUESTS // 3 / 4 and carried_out > REQUESTS // 3 / 20
