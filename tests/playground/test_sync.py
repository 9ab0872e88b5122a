"""Tests of what a message of the browser changes, and that browser and server come to agree whatever happens when."""

from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.runtime.state.query_params import QueryParams

from playground import control_panel, controls, kept_points, reader, session, sync
from playground.address import from_query
from playground.session import Session


@pytest.mark.parametrize("version", [{"string_value": "x"}, [], 7, None, "unknown"])
def test_whoever_sends_rubbish_for_a_version_has_acknowledged_nothing(version, monkeypatch):
    now = Session(sent={"v1": {"noise": ["5"]}, "v2": {"noise": ["0"]}})
    state = SimpleNamespace(session_state={"session": now, sync.FIELD: version})
    for module in (session, sync):
        monkeypatch.setattr(module, "st", state)
    assert sync._sent_since() == [{"noise": ["0"]}]


class State(dict):
    """A session state."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


class Browser:
    """The address, the controls' wishes and the version as a browser has them; it sends all of them with everything."""

    def __init__(self, query):
        self.history, self.at = [query], 0
        self.controls, self.version = {}, None
        self.token, self.last, self.wishes = None, 0, []
        self.sent = []

    @property
    def address(self):
        return self.history[self.at]

    def send(self, whole):
        """Send a message that runs the whole page, or the stage's part of it."""
        told = {"for": self.token, "wishes": list(self.wishes)}
        self.sent.append(SimpleNamespace(whole=whole, address=self.address, told=told, version=self.version))

    def choose(self, key, value):
        if key in self.controls:
            self.controls[key] = value
            self.last += 1
            self.wishes = [*self.wishes, [self.last, key, value]][-control_panel.MOST :]
            self.send(whole=True)

    def go(self, steps):
        if 0 <= self.at + steps < len(self.history):
            self.at += steps
            self.send(whole=True)

    def hear_address(self, query):
        if query != self.address:
            self.history[self.at + 1 :] = [query]
            self.at += 1

    def hear_page(self, drawn, token, seen, version):
        """A control shows what the server says, unless somebody has changed it since."""
        self.wishes = [wish for wish in self.wishes if wish[0] > seen]
        kept = {key: value for _n, key, value in self.wishes if key in drawn}
        self.controls, self.token, self.version = drawn | kept, token, version


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
        self.st.html = self.st.text_area = lambda *_, **__: None
        for module in (session, sync, reader, kept_points, control_panel):
            monkeypatch.setattr(module, "st", self.st)
        monkeypatch.setattr(sync, "replace_address", lambda query: self.tell_address(urlencode(query, doseq=True)))

    @property
    def state(self):
        return self.st.session_state

    def tell_address(self, query):
        self.sent.append(lambda browser: browser.hear_address(query))

    def receive(self, message, breaks_off=None):
        """Run what a message asks for; a run of the whole page may be broken off, since there is a newer one."""
        self.state[control_panel.KEY] = {"told": message.told}
        if message.version is not None:
            self.state.update(page_version=message.version)
        self.st.query_params.populate_from_query_string(message.address)
        if message.whole or sync.is_behind():
            self.run(breaks_off)

    def run(self, breaks_off=None):
        sync.load()
        if breaks_off == "early":
            return
        now = session.current()
        drawn = controls.values(now.settings), now.token, now.wishes_seen
        sync.write_address()
        if breaks_off == "late":
            return
        sync.end()
        version = self.state.page_version
        self.sent.append(lambda browser: browser.hear_page(*drawn, version))

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
        assert browser.wishes == []
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
