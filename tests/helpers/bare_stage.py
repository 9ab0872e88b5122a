"""The live stage by itself, on a bare page, with its feed in the process of the test: no app, no socket, no reloads.

One page serves many tests. For each its main module is fetched under another name, so that the stage is a new one, but
Plotly is started only once.
"""

import base64
from dataclasses import replace
from urllib.parse import parse_qs

from playwright.sync_api import expect

from playground import assets
from playground.address import from_query
from playground.choices import MAX_STOP, SPEEDS
from playground.explanations import remedied, remedies, rules
from playground.feed import Feed
from playground.labels import stage_labels
from playground.languages import in_browser
from tools.driver import Stage

# As Streamlit's light theme has it.
THEME = "--st-background-color: #fff; --st-text-color: #31333f; --st-primary-color: #ff4b4b; --st-font: sans-serif"
MOUNT = """async ([addresses, theme, number]) => {
  const href = `${addresses.stage}/stage.css`;
  if (!document.querySelector("link")) {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    await new Promise((done) => document.head.append(Object.assign(style, { onload: done })));
  }
  window.leave?.();
  localStorage.clear();
  document.documentElement.style.cssText = theme;
  document.body.style.cssText = "margin: 0; padding: 8px";
  document.body.innerHTML = '<main><div class="stage-place"></div></main>';
  const { mount, stageOnShow } = await import(`${addresses.stage}/main.js?${number}`);
  const parentElement = document.querySelector("main");
  window.stageOnShow = stageOnShow;
  window.receive = (text) => {
    const data = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    window.leave = mount({ data, parentElement, setTriggerValue, setStateValue }, addresses);
  };
  const setTriggerValue = (_, request) => ask(request).then(receive);
  const setStateValue = (_, view) => sendView(view);
}"""


class BareStage(Stage):
    """A stage on a page that has nothing else, and what answers it."""

    def __init__(self, page, url):
        super().__init__(page)
        published = assets.publish()
        self.addresses = {name: f"{url}{published[name]}" for name in ("stage", "plotly")}
        self.number = 0  # of stages there have been
        page.expose_function("ask", self.answer)
        page.expose_function("sendView", self.take_view)
        page.goto(f"{self.addresses['stage']}/stage.css")

    def open(self, query=""):
        """Begin anew with the settings of an address."""
        settings, _sentences = from_query(parse_qs(query))
        return self.begin(settings, Feed(settings.description))

    def begin(self, settings, feed):
        """Begin anew with these settings and the feed of a run."""
        self.settings, self.feed = settings, feed
        self.number += 1
        self.page.evaluate(MOUNT, [self.addresses, THEME, self.number])
        self.tell()
        return self.ready()

    def rest(self):
        """No script runs here."""

    def ready(self):
        """Wait until the charts are there."""
        expect(self.element.locator(".js-plotly-plot")).to_have_count(2)
        return self

    def change(self, **fields):
        """Change the settings as controls do that are beside the stage in the app."""
        description = replace(self.settings.description, **fields)
        self.settings = replace(self.settings, description=description)
        if not self.feed.follow(description):
            self.feed = Feed(description)
        self.tell()

    def tell(self):
        """Send an opening that nothing has asked for."""
        self.page.evaluate("(text) => receive(text)", _sendable(self._opening()))

    def answer(self, request):
        """Answer a request, as the page does; of those that it runs for as a whole, only remedies."""
        do, feed = request["do"], self.feed
        if do in ("train", "seek", "walk", "branch"):
            return _sendable(feed.answer(request, view=self._view()) or self._opening())
        if do == "reset":
            self.feed = feed.again()
        elif do == "reseed":
            self.change(seed=self.settings.description.seed + 1)
        elif do == "apply":
            settings, is_fresh = remedied(self.settings, request["explanation"])
            self.settings = settings
            if is_fresh or not feed.follow(settings.description):
                self.feed = Feed(settings.description)
        else:
            raise NotImplementedError(do)
        return _sendable(self._opening())

    def take_view(self, view):
        """Take over what is set in the stage."""
        del view["number"]
        self.settings = replace(self.settings, **view)

    def _view(self):
        view = {name: getattr(self.settings, name) for name in ("speed", "stop", "target")}
        return {"number": 0, "reseed": self.settings.may_change("seed")} | view

    def _opening(self):
        about = {"labels": stage_labels(), "language": in_browser(), "speeds": SPEEDS, "max_stop": MAX_STOP}
        about |= {"rules": rules(), "remedies": remedies(self.settings), "view": self._view()}
        return self.feed.opening(**about, shared=None, greet=False)


def _sendable(answer):
    return base64.b64encode(answer).decode()
