"""Tests of what a message of the browser changes, and that browser and server come to agree whatever happens when."""

from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.runtime.state.query_params import QueryParams

from playground import controls, kept_points, reader, session, sync
from playground.address import from_query
from playground.session import Session

CIRCLE, XOR, MOONS = ({"dataset": name} for name in ("circle", "xor", "moons"))


def test_a_change_is_what_the_browser_neither_had_nor_was_sent_since():
    for message, sent, changes in [
        (CIRCLE, [CIRCLE], {}),
        (XOR, [CIRCLE], XOR),
        (XOR, [XOR, CIRCLE], {}),  # the browser has not heard of the circle yet
        (CIRCLE, [XOR, CIRCLE], {}),  # it has, though not of the version
        (MOONS, [XOR, CIRCLE], MOONS),  # chosen before it heard of the circle
        (XOR | {"noise": 5}, [XOR | {"noise": 0}, CIRCLE | {"noise": 0}], {"noise": 5}),
        (XOR, [{}], {}),  # a control that the server does not know of
        ({"neurons_2": 3}, [{"neurons_2": 4}, {}], {"neurons_2": 3}),
        ({"seed": None}, [{"seed": 0}], {"seed": None}),  # emptied
    ]:
        assert sync.arbitrate(message, sent) == changes, (message, sent)


@pytest.mark.parametrize("version", [{"string_value": "x"}, [], 7, None, "unknown"])
def test_whoever_sends_rubbish_for_a_version_has_acknowledged_nothing(version, monkeypatch):
    now = Session(sent={"v1": {"address": "?a", "noise": 5}})
    state = SimpleNamespace(session_state={"session": now, sync.FIELD: version})
    for module in (session, sync):
        monkeypatch.setattr(module, "st", state)
    assert sync._sent_since() == [{"address": "?a"}]


class State(dict):
    """A session state that knows what one run of the page has set."""

    put = frozenset()

    def __setitem__(self, key, value):
        type(self).put |= {key}
        super().__setitem__(key, value)

    __getattr__ = dict.__getitem__

    def __setattr__(self, key, value):
        self[key] = value


class Browser:
    """The address, the controls and the version as a browser has them; it sends all of them with everything."""

    def __init__(self, query):
        self.history, self.at = [query], 0
        self.controls, self.version = {}, None
        self.sent = []

    @property
    def address(self):
        return self.history[self.at]

    def send(self, whole):
        """Send a message that runs the whole page, or the stage's part of it."""
        all_of_it = {"address": self.address, "controls": dict(self.controls), "version": self.version}
        self.sent.append(SimpleNamespace(whole=whole, **all_of_it))

    def choose(self, key, value):
        if key in self.controls:
            self.controls[key] = value
            self.send(whole=True)

    def go(self, steps):
        if 0 <= self.at + steps < len(self.history):
            self.at += steps
            self.send(whole=True)

    def hear_address(self, query):
        if query != self.address:
            self.history[self.at + 1 :] = [query]
            self.at += 1

    def hear_page(self, drawn, put, version):
        """Streamlit gives a control that is there another value only where the run has put one."""
        self.controls = {key: value if key in put else self.controls.get(key, value) for key, value in drawn.items()}
        self.version = version


class Address(QueryParams):
    """Streamlit's query parameters, which tell the browser of the query that is to be its address."""

    def __init__(self, tell):
        super().__init__()
        self.tell = tell

    def from_dict(self, wanted):
        super().from_dict(wanted)
        self.tell(urlencode(wanted, doseq=True))


class Server:
    """A session, and what it has sent: the page's part is the real one."""

    def __init__(self, monkeypatch):
        self.sent = []
        self.st = SimpleNamespace(session_state=State(), query_params=Address(self.tell_address))
        self.st.html = self.st.text_input = lambda *_, **__: None
        for module in (session, sync, reader, kept_points):
            monkeypatch.setattr(module, "st", self.st)
        monkeypatch.setattr(controls, "draw", lambda *_: None)
        monkeypatch.setattr(sync, "replace_address", lambda query: self.tell_address(urlencode(query, doseq=True)))

    @property
    def state(self):
        return self.st.session_state

    def tell_address(self, query):
        self.sent.append(lambda browser: browser.hear_address(query))

    def receive(self, message, breaks_off=None):
        """Run what a message asks for; a run of the whole page may be broken off, since there is a newer one."""
        self.state.update(message.controls)
        if message.version is not None:
            self.state.update(page_version=message.version)
        self.st.query_params.populate_from_query_string(message.address)
        if message.whole or sync.is_behind():
            self.run(breaks_off)

    def run(self, breaks_off=None):
        State.put = frozenset()
        sync.load()
        if breaks_off == "early":
            return
        sync.draw_controls()
        sync.write_address()
        if breaks_off == "late":
            return
        sync.end()
        drawn, put = controls.values(session.current().settings), State.put
        version = self.state.page_version
        self.sent.append(lambda browser: browser.hear_page(drawn, put, version))

    def put(self, speed):
        """Take over what was set in the stage."""
        session.current().use_view(speed, None, None)
        self.run()


class Both:
    """A browser and its server, and what is on its way between them."""

    def __init__(self, monkeypatch):
        self.server, self.browser = Server(monkeypatch), Browser("dataset=circle")
        self.browser.send(whole=True)
        self.settle()

    def to_server(self, breaks_off=None):
        if not self.browser.sent:
            return
        message = self.browser.sent.pop(0)
        is_followed = any(later.whole for later in self.browser.sent)
        if is_followed and breaks_off == "swallowed":
            return  # two that wait are made one
        self.server.receive(message, breaks_off if is_followed else None)

    def to_browser(self):
        if self.server.sent:
            self.server.sent.pop(0)(self.browser)

    def settle(self):
        while self.browser.sent or self.server.sent:
            self.to_server()
            self.to_browser()

    def assert_they_agree(self):
        browser = self.browser
        settings, notes = from_query(parse_qs(browser.address))
        assert notes == []
        assert settings == session.current().settings
        assert browser.controls == controls.values(settings)


CHOICES = {
    "dataset": ["circle", "xor", "moons"],
    "noise": [0, 20],
    "layers": [0, 1, 2, 3],
    "neurons_1": [4, 7],
    "neurons_2": [2, 5],
    "batch_size": [1, 10, 900, None],
    "seed": [0, 1, None],
    "activation": ["tanh", "relu"],
}
choices = some.one_of(*(some.tuples(some.just(key), some.sampled_from(values)) for key, values in CHOICES.items()))
acts = some.one_of(
    choices.map(lambda choice: lambda both: both.browser.choose(*choice)),
    some.sampled_from([-1, -1, 1, -2]).map(lambda steps: lambda both: both.browser.go(steps)),
    some.just(lambda both: both.browser.send(whole=False)),
    some.just(lambda both: both.server.run()),  # it runs the page anew by itself
    some.sampled_from(["5", "20"]).map(lambda speed: lambda both: both.server.put(speed)),
    some.sampled_from(["early", "late", "swallowed", None, None]).map(lambda how: lambda both: both.to_server(how)),
    some.just(lambda both: both.to_browser()),
    some.just(lambda both: both.settle()),
)


@given(some.lists(acts, max_size=30))
def test_whatever_happens_when_address_controls_and_settings_agree_in_the_end(history):
    with pytest.MonkeyPatch.context() as monkeypatch:
        both = Both(monkeypatch)
        for act in history:
            act(both)
        both.settle()
        both.assert_they_agree()


def test_what_was_refused_once_is_not_asked_for_again_by_the_messages_that_follow(monkeypatch):
    both = Both(monkeypatch)
    both.browser.choose("batch_size", 900)
    both.to_server()
    told = len(both.server.sent)
    both.browser.send(whole=False)  # before it has heard that it is 250
    both.to_server()
    assert len(both.server.sent) == told, "the page ran again"
    both.settle()
    assert both.browser.controls["batch_size"] == 250


@given(some.lists(choices, min_size=1, max_size=4), some.integers(0, 3), some.data())
def test_what_is_done_at_rest_is_followed_whatever_the_stage_asks_meanwhile(chosen, asks, data):
    with pytest.MonkeyPatch.context() as monkeypatch:
        both = Both(monkeypatch)
        for choice in chosen:
            both.browser.choose(*choice)
            both.settle()
        steps = data.draw(some.integers(-both.browser.at, len(both.browser.history) - 1 - both.browser.at))
        both.browser.go(steps)
        wanted = from_query(parse_qs(both.browser.address))
        for _ in range(asks):
            both.browser.send(whole=False)
        both.settle()
        assert from_query(parse_qs(both.browser.address)) == wanted
        both.assert_they_agree()
