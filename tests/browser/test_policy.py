"""What the policy that is sent with every answer lets a page do, and who may put it into a page of their own."""

import contextlib
import http.server
import re
import threading

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def test_what_the_policy_forbids_a_page_makes_its_test_fail(page, faults):
    page.goto("/start")
    with contextlib.suppress(Exception), page.expect_console_message(lambda message: message.type == "error"):
        page.evaluate("() => import('data:text/javascript,0')")
    assert [re.search("Content Security Policy", fault) is not None for fault in faults] == [True]
    faults.clear()


@pytest.fixture
def teachers_page():
    """Serves a page on another site: the browser takes localhost for one. Returns its address."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(self.server.page.encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def serve(page):
            server.page = page
            return f"http://localhost:{server.server_port}/"

        yield serve
        server.shutdown()


def test_a_page_on_another_site_may_frame_the_stage_and_nothing_else(browser, server, teachers_page):
    page = browser.new_page()  # what the policy forbids a page of `window` is a fault
    stages = {
        query: f'<iframe src="{server.url}?{query}" width="1200" height="700"></iframe>'
        for query in ("embed=true", "lang=en")
    }
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(teachers_page("".join(stages.values())))
    framed, refused = (page.frame_locator("iframe").nth(number).get_by_test_id("live-stage") for number in (0, 1))
    framed.get_by_role("button", name="Play", exact=True).click()
    expect(framed).to_have_attribute("data-epoch", re.compile(r"\d\d"))
    expect(refused).to_have_count(0)
    page.close()
