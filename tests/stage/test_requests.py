"""Whatever a person does, and however late answers come: no request of the player is one that the server refuses."""

import base64
import random
from dataclasses import replace

import pytest

from nn_core import Description
from nn_core.run import MAX_PARAMETER
from playground.settings import Settings
from tests.helpers.server import Server

DESCRIPTION = Description(n=20, hidden=(), batch_size=5)
WEIGHTS = 3
STEPS = 60
SET_UP = """async ([address, protocol, bytes]) => {
  const { Player } = await import(address);
  const { unpack } = await import(protocol);
  const read = (text) => unpack(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
  window.asked = [];
  const player = (window.player = new Player(read(bytes), (request) => asked.push(request)));
  clock.now = 1000;
  window.go = (act, answers, frames) => {
    for (const answer of answers) player.receive(read(answer));
    (0, window.acts[act[0]])(...act.slice(1));
    for (let i = 0; i < frames; i++) player.tick(clock.now += 50, 50);
    return asked.splice(0);
  };
  const walk = () => player.command || player.plan.intent.kind === "seek" || player.walk(0, () => {});
  const resume = () => {
    const { newest: { epoch }, run: { start, loaded }, journal, engine } = player;
    if (epoch) player.resume({ start, journal, epoch, engine, loaded });
  };
  window.acts = {
    play: () => player.play(), pause: () => player.pause(), step: () => player.step(), back: () => player.stepBack(),
    seek: (share) => player.seek(Math.floor(share * player.newest.epoch)), edit: (edits) => player.branch(edits),
    keys: (edits) => edits.forEach((edit) => player.branch([edit])),
    restart: (what) => player.restart(what), speed: (speed) => player.setSpeed(speed),
    stop: (epoch) => player.setStop(epoch), share: () => player.share(), walk, resume, wait: () => {},
  };
}"""


def act(draw):
    """What a person does next."""
    values = [draw.choice([draw.uniform(-3, 3), MAX_PARAMETER, -MAX_PARAMETER, 0]) for _ in range(draw.choice([1, 8]))]
    keys = ["keys", [[draw.randrange(WEIGHTS), value] for value in values]]
    alone = [[name] for name in ("play", "pause", "step", "back", "share", "walk", "resume")]
    others = [["seek", draw.random()], ["restart", "reset"], ["restart", "reseed"], ["edit", []]]
    view = [["speed", draw.choice(["5", "60", "max"])], ["stop", draw.choice([None, 7, 40])]]
    return draw.choice([keys] * 8 + [["wait"]] * 4 + alone + others + view)


def as_text(answer):
    return base64.b64encode(answer).decode()


def history(node, module, seed):
    """Some steps of a person, whose requests are answered at once, late, or not at all."""
    draw, server = random.Random(seed), Server(Settings(DESCRIPTION), labels={})
    node.evaluate(SET_UP, [module("run/player.js"), module("run/protocol.js"), as_text(server.opening())])
    waiting = []
    for _ in range(STEPS):
        ready = [waiting.pop(0) for _ in range(draw.randint(0, len(waiting)))]
        for request in node.evaluate("(step) => go(...step)", [act(draw), ready, draw.randint(1, 8)]):
            if draw.random() < 0.9:
                waiting.append(as_text(server.answer(request)))
        if draw.random() < 0.05:
            wanted = replace(server.settings.description, learning_rate=draw.choice([0.01, 0.1, 0.3]))
            waiting.append(as_text(server.use(wanted)))
    for _ in range(40):  # in the end there is nothing that it waits for
        asked = node.evaluate("(step) => go(...step)", [["pause"], waiting, 80])
        waiting = [as_text(server.answer(request)) for request in asked]
    assert node.evaluate("[player.command, player.plan.edits]") == [None, []]
    assert node.evaluate("player.plan.intent.kind") not in ("seek", "walk")
    assert node.evaluate("[...player.newest.parameters]") == [
        float(value)
        for value in server.feed.snapshot(node.evaluate("player.newest.epoch")).record.parameters.astype("f4")
    ]


@pytest.mark.parametrize("first", [0, *(pytest.param(first, marks=pytest.mark.slow) for first in (100, 120))])
def test_no_request_of_the_player_is_refused_and_in_the_end_it_shows_what_the_server_has(node, module, first):
    for seed in range(first, first + 20):
        print(f"History {seed}")
        history(node, module, seed)
        node.renew()
