"""The whole stage on an empty page, with a feed behind it: all of the playground but Streamlit and the controls."""

import base64
from dataclasses import replace
from urllib.parse import parse_qs

from playground import assets
from playground.address import from_query
from playground.choices import MAX_STOP, SPEEDS
from playground.explanations import rules
from playground.labels import stage_labels
from playground.languages import in_browser
from tests.helpers.server import Server
from tools.driver import STAGE, Stage

# As Streamlit's light theme has it.
THEME = "--st-background-color: #fff; --st-text-color: #31333f; --st-primary-color: #ff4b4b; --st-font: sans-serif"
# Mounts a stage as Streamlit does: once, and again with each answer. Every request is `late` by so many milliseconds.
# A document has one stage; by another name of its module it gets another, and Plotly, which takes long, is there still.
MOUNT = """async ([stage, plotly, theme, module, opening, late]) => {
  if (!document.querySelector("link")) {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${stage}/stage.css` });
    await new Promise((done) => document.head.append(Object.assign(style, { onload: done })));
  }
  document.documentElement.style.cssText = theme;
  document.body.style.cssText = "margin: 0; padding: 8px";
  document.body.innerHTML = "<main><div class=stage-place></div></main>";
  const main = await import(`${stage}/${module}`);
  const views = [];
  const component = {
    parentElement: document.querySelector("main"),
    setTriggerValue: async (_, request) => {
      if (late) await new Promise((done) => setTimeout(done, late));
      if (main === window.main) receive(await window.answer(request));
    },
    setStateValue: (_, view) => views.push(view),
  };
  const receive = (text) => {
    if (main !== window.main) return;
    const data = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    window.leave = main.mount({ ...component, data }, { stage, plotly, failed: "failed" });
  };
  Object.assign(window, { main, receive, views });
  receive(opening);
}"""
LEAVE = "() => { window.leave?.(); window.main = null; }"
KNOWS = """([stage, runId, revision]) => {
  const { panels, player } = main.stageOnShow();
  const { knownRevision } = document.querySelector(stage).dataset;
  return player.run.runId === runId && panels.isCurrent && knownRevision === revision;
}"""
FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"


class BareStage(Stage):
    """A stage as a person meets it; its requests are carried out while the test waits for something of the page."""

    def __init__(self, page, address):
        super().__init__(page)
        self.addresses = [f"{address}{assets.publish()[name]}" for name in ("stage", "plotly")]
        self.server = None
        self.count = 0  # of stages on this page
        self.faults = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.expose_function("answer", lambda request: _text(self.server.answer(request)))

    def open(self, query="", late=0, new_page=False):
        """Show a stage with these settings, in a browser that remembers nothing."""
        settings, _notes = from_query(parse_qs(query))
        return self.begin(settings, late=late, new_page=new_page)

    def begin(self, settings, feed=None, late=0, new_page=False):
        """The same with the feed of a run that has begun elsewhere."""
        texts = {"labels": stage_labels(), "language": in_browser(), "speeds": SPEEDS, "max_stop": MAX_STOP}
        self.server = Server(settings, feed, **texts, rules=rules())
        self._clear(new_page or not self.count)
        self.page.evaluate(FORGET)
        return self._mount(late)

    def reload(self):
        """Load the page anew: the server has a new session."""
        self.server = Server(self.server.settings, **self.server.texts)
        self._clear(new_page=True)
        return self._mount()

    def rest(self):
        """Wait until nothing is asked for."""
        self.page.wait_for_function("() => !main.stageOnShow().player.requests.open")

    def change(self, **fields):
        """Set a control, and wait until the stage knows of it."""
        self._use(replace(self.server.settings.description, **fields))

    def choose(self, query):
        """Set all controls, and wait until the stage knows of it."""
        self._use(from_query(parse_qs(query))[0].description)

    def _use(self, description):
        self.page.evaluate("(text) => receive(text)", _text(self.server.use(description)))
        feed = self.server.feed
        self.page.wait_for_function(KNOWS, arg=[STAGE, feed.run_id, str(feed.revision)])

    def _clear(self, new_page):
        self.page.mouse.move(0, 0)
        if new_page:
            self.page.goto(f"{self.addresses[0]}/stage.css")
            self.count = 0
        else:
            self.page.evaluate(LEAVE)

    def _mount(self, late=0):
        self.count += 1
        module = "main.js" if self.count == 1 else f"main.js?{self.count}"
        self.page.evaluate(MOUNT, [*self.addresses, THEME, module, _text(self.server.opening()), late])
        return self.ready()


class Bench:
    """The page of all bare stages; after a test that was red comes a new one."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address
        self.stage = None

    def take(self):
        """Return the stage, of which a trace begins."""
        if self.stage is None:
            context = self.browser.new_context(permissions=["clipboard-read", "clipboard-write"])
            context.set_default_timeout(20_000)
            context.tracing.start(snapshots=True)
            self.stage = BareStage(context.new_page(), self.address)
        self.stage.page.context.tracing.start_chunk()
        self.stage.page.set_viewport_size({"width": 1280, "height": 720})
        self.stage.page.emulate_media(reduced_motion="no-preference", forced_colors="none")
        self.stage.faults.clear()
        return self.stage

    def put_back(self, trace):
        """End the trace; `trace` is the path where that of a test that was red is kept, else None."""
        context = self.stage.page.context
        if trace:
            self.stage = None
        context.tracing.stop_chunk(path=trace)
        if trace:
            context.close()


def _text(answer):
    return base64.b64encode(answer).decode()
