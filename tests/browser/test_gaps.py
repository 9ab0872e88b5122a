"""The gaps of Streamlit that only a browser sees, on an app that works around none of them.

A test that fails says which file of playground/workarounds may go.
"""

import pytest

from tools.driver import Server

APP = """
import streamlit as st

with open("runs", "a") as runs:
    print("A run of the app", file=runs)
st.navigation([st.Page("pages/first.py"), st.Page("pages/second.py")]).run()
"""
FIRST = """
import streamlit as st

if "n" not in st.query_params:
    st.query_params["n"] = "5"
st.write(f"Run {len(open('runs').readlines())}")
st.selectbox("Of nothing", ["one"], index=None)
"""
# Two fragments, each with a component that sends something when it is told to, and says how often it has run.
TWO_PARTS = """
import streamlit as st

def part(name):
    send = st.components.v2.component(f"send_{name}", html="<i></i>\\n", js='''export default ({ setTriggerValue }) => {
      window.send ??= {};
      window.send.NAME = () => setTriggerValue("sent", 1);
    };'''.replace("NAME", name))

    @st.fragment
    def run():
        st.session_state[f"runs_{name}"] = st.session_state.get(f"runs_{name}", 0) + 1
        send(key=name, on_sent_change=lambda: None)
        st.write(f"{name} {st.session_state[f'runs_{name}']}")

    run()

part("one")
part("other")
"""
SERVER = "import streamlit as st; app = st.App('app.py')"


class Plain:
    """A server that can be started anew, in a folder with the app above."""

    def __init__(self, folder):
        (folder / "pages").mkdir()
        for name, text in {"app.py": APP, "server.py": SERVER, "pages/first.py": FIRST}.items():
            (folder / name).write_text(text)
        (folder / "pages" / "second.py").write_text("import streamlit as st; st.write('The second page')")
        self.folder, self.server = folder, None
        self.start()

    def start(self):
        port = self.server and self.server.port
        self.server = Server(self.folder / "log.txt", port=port, root=self.folder).wait()


@pytest.fixture
def plain(tmp_path):
    running = Plain(tmp_path)
    yield running
    running.server.stop()


@pytest.fixture
def visitor(browser):
    context = browser.new_context(locale="pt-BR")
    yield context.new_page()
    context.close()


@pytest.mark.slow
def test_streamlit_still_leaves_pages_language_heading_and_history_to_others(plain, visitor):
    visitor.goto(plain.server.url + "second")  # the first who comes, and straight to a page
    visitor.get_by_text("The second page").wait_for()
    assert not (plain.folder / "runs").exists(), "playground/workarounds/by_way_of_app.py may go"
    before = visitor.evaluate("() => history.length")
    visitor.goto(plain.server.url)
    visitor.get_by_placeholder("Choose an option").wait_for()
    said = visitor.evaluate("() => [document.documentElement.lang, document.querySelectorAll('h1').length]")
    assert said == ["en", 0], "see what playground/workarounds/barriers.py need still mend"
    visitor.wait_for_url("**/?n=5")  # an entry of its own for the address that the app has written
    assert visitor.evaluate("() => history.length") == before + 2, "playground/workarounds/replace_address.py may go"


@pytest.mark.slow
def test_streamlit_still_asks_a_new_server_for_nothing_when_the_connection_is_back(plain, visitor):
    visitor.goto(plain.server.url)
    visitor.get_by_text("Run 1").wait_for()
    plain.server.kill()
    visitor.wait_for_selector("[data-test-connection-state]:not([data-test-connection-state=CONNECTED])")
    (plain.folder / "runs").unlink()
    plain.start()
    visitor.wait_for_selector("[data-test-connection-state=CONNECTED]")
    # By the time that somebody else has opened the page, the run that was asked for would have begun.
    other = visitor.context.new_page()
    other.goto(plain.server.url)
    said = other.get_by_text("Run").text_content()
    assert said == "Run 1", "playground/workarounds/reconnect.py may go"


@pytest.mark.slow
def test_streamlit_still_runs_one_of_two_fragments_that_send_at_the_same_moment(tmp_path, visitor):
    (tmp_path / "app.py").write_text(TWO_PARTS)
    server = Server(tmp_path / "log.txt", root=tmp_path, script="app.py").wait()
    try:
        visitor.goto(server.url)
        visitor.wait_for_function("() => window.send?.one && window.send.other")
        visitor.evaluate("() => { send.one(); send.other(); }")
        visitor.get_by_text("one 2").wait_for()
        visitor.evaluate("() => send.one()")
        visitor.get_by_text("one 3").wait_for()  # a run of the other would have come before
        assert visitor.get_by_text("other 1").count(), "static/stage/workarounds/one_message.js may go"
    finally:
        server.stop()
