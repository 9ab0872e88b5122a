"""Two processes of the app behind nginx with the shipped hosting/nginx.conf: who serves whom, headers, and a death."""

import asyncio
import contextlib
import gzip
import http.server
import json
import re
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from playwright.sync_api import expect
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from course.chapters import CHAPTERS
from nn_core import Description, Run
from playground import assets, engines
from tools import nginx
from tools.driver import Server, Stage

pytestmark = pytest.mark.slow
PAGES = ["", "your_data", "start", "explanations", *CHAPTERS]
SECRET = {"STREAMLIT_SERVER_COOKIE_SECRET": "the same for all processes"}
# What the browser would not let the page do, and where.
WATCH = """
window.refused = [];
addEventListener("securitypolicyviolation", (e) => window.refused.push(`${e.effectiveDirective} ${e.blockedURI}`));
"""
POINTS = "x1,x2,class\n" + "".join(
    f"{n % 10 - 5},{n // 10 - 3},{'left' if n % 10 < 5 else 'right'}\n" for n in range(60)
)


class School:
    """Two processes, nginx before them, and students: each a browser context of its own, named in its user agent."""

    def __init__(self, browser, folder):
        assert engines.wait(300), "the kernel was not compiled"  # into its cache: every run is to begin on it
        self.browser, self.folder = browser, folder
        ports = nginx.free_ports(2)
        self.front = nginx.Front(folder / "nginx", ports)
        self.processes = [Server(folder / f"{port}.txt", port=port, environment=SECRET) for port in ports]
        for process in self.processes:
            process.wait()
        self.stack = contextlib.ExitStack()

    def student(self, name="student"):
        """Return the stage of a student who has come to the playground."""
        context = self.browser.new_context(
            viewport={"width": 1280, "height": 720}, base_url=self.front.url, user_agent=name
        )
        self.stack.callback(context.close)
        context.set_default_timeout(20_000)
        context.add_init_script(WATCH)
        return Stage(context.new_page())

    def two_students(self, query=""):
        """Return two stages, of which each is served by another process."""
        stages = [self.student(f"student {n}").open(query) for n in range(2)]
        assert {port_of(stage) for stage in stages} == {process.port for process in self.processes}
        return stages

    def process(self, stage):
        """Return the process that the student's cookie names."""
        return next(process for process in self.processes if process.port == port_of(stage))

    def kill(self, process):
        """End a process as the kernel does when memory has run out."""
        process.process.send_signal(signal.SIGKILL)
        process.process.wait(20)

    def restart(self, process):
        """Start a process that was killed again, on its port."""
        again = Server(self.folder / "again.txt", port=process.port, environment=SECRET).wait()
        self.processes[self.processes.index(process)] = again

    def leave(self):
        """Close every browser window."""
        self.stack.close()

    def stop(self):
        """Stop all of it; return what processes and nginx had to complain about."""
        self.leave()
        return [line for part in (self.front, *self.processes) for line in part.stop()]


@pytest.fixture
def school(browser, tmp_path):
    """A school whose processes are about to be killed."""
    running = School(browser, tmp_path)
    yield running
    assert running.stop() == []


@pytest.fixture(scope="module")
def calm(browser, tmp_path_factory, logs):
    """A school to look at, the same one for several tests."""
    running = logs.watch(School(browser, tmp_path_factory.mktemp("school")))
    yield running
    running.stop()


def port_of(stage):
    """Return what the student's cookie says."""
    return next(int(c["value"]) for c in stage.page.context.cookies() if c["name"] == "perceptron")


def fetch(url, **headers):
    """Return the answer to a request, and its body as it came."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
        return answer, answer.read()


def asked(school, path):
    """Return the entries of nginx's log about one path, with a leading slash or without."""
    return [request for request in school.front.requests() if request["path"].lstrip("/") == path.lstrip("/")]


def newcomer(school):
    """Return the cookie that somebody who has none is given."""
    return fetch(f"{school.front.url}_stcore/health")[0].headers.get_all("Set-Cookie")[-1]


def until(look, has=1):
    """Return what `look` returns, once it has so many entries: nginx writes one down after the browser has it all."""
    latest = time.monotonic() + 20
    while len(found := look()) < has:
        assert time.monotonic() < latest, f"{len(found)} of {has}"
        time.sleep(0.05)  # between two looks at a state
    return found


def trained(epoch):
    """Losses of the default run at an epoch."""
    run = Run(Description(), "numba")
    list(run.advance(epoch))
    return tuple(float(np.float32(loss)) for loss in (run.record().train_loss, run.record().test_loss))


def test_all_that_a_student_asks_for_comes_from_one_process_and_students_are_spread_over_both(calm):
    stages = [calm.student(f"student {n}").open() for n in range(4)]
    homes = [port_of(stage) for stage in stages]
    stages[0].press("Play")
    stages[0].wait_epoch(20)
    stages[0].page.reload()
    stages[0].ready()
    for stage in stages[1:]:
        stage.page.get_by_role("link", name="Start here").click()
        expect(stage.page).to_have_url(re.compile("/start"))
        stage.page.context.close()  # nginx writes a WebSocket down when it is over
    calm.leave()
    until(lambda: {request["student"] for request in asked(calm, "_stcore/stream")}, has=len(stages))
    expected = {process.port: 2 for process in calm.processes}
    assert Counter(homes) == expected
    served = {}
    for request in calm.front.requests():
        if request["process"] != "-":  # else nginx had it in its cache
            served.setdefault(request["student"], set()).add(request["process"].rpartition(":")[2])
    assert served == {f"student {n}": {str(home)} for n, home in enumerate(homes)}
    streams = asked(calm, "_stcore/stream")
    assert {request["student"] for request in streams} == set(served)
    assert {request["status"] for request in streams} == {"101"}


def test_static_files_come_compressed_from_nginxs_cache_and_are_kept(calm):
    _, page = fetch(calm.front.url)
    streamlits = re.search(r'src="\./(static/js/index\.[^"]+\.js)"', page.decode())[1]
    stages = f"{assets.publish()['stage']}/main.js"
    for path in (streamlits, stages):
        before = len(asked(calm, path))
        for _ in range(2):
            answer, body = fetch(calm.front.url + path, **{"Accept-Encoding": "gzip"})
            assert answer.headers["Content-Encoding"] == "gzip"
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert re.fullmatch(r"public, (immutable, max-age=31536000|max-age=31536000, immutable)",
                                answer.headers["Cache-Control"])  # fmt: skip
            assert len(body) < 0.5 * len(gzip.decompress(body))
        assert until(lambda path=path: asked(calm, path), has=before + 2)[-1]["cache"] == "HIT"
        answer, plain = fetch(calm.front.url + path)
        assert answer.headers["Content-Encoding"] is None
        assert plain == gzip.decompress(body)
        assert answer.headers["Set-Cookie"] is None
    answer, body = fetch(calm.front.url + assets.publish()["plotly"], **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] is None
    assert b"plotly.js" in gzip.decompress(body)[:200]


def test_what_may_change_is_asked_for_again(calm):
    for path in ("", "_stcore/health", "app/static/icon.svg", "start"):
        answer, _ = fetch(calm.front.url + path)
        assert "max-age" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["", "start", "_stcore/health", "app/static/icon.svg", "app/static/published/none"])
def test_every_answer_has_the_headers_that_a_host_expects(calm, path):
    try:
        answer, _ = fetch(calm.front.url + path)
        headers = answer.headers
    except urllib.error.HTTPError as error:
        assert error.code == 404 and path.endswith("none")
        headers = error.headers
    assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "object-src 'none'" in policy and "'unsafe-eval'" not in policy
    assert policy.endswith("; frame-ancestors 'self'")
    assert headers["Server"] == "nginx"
    assert headers["Strict-Transport-Security"] is None  # over http a browser ignores it
    if path.endswith("none"):
        assert "Cache-Control" not in headers


def test_behind_https_the_cookie_is_one_that_an_embedded_page_may_have(calm):
    answer, _ = fetch(f"{calm.front.url}?embed=true", **{"X-Forwarded-Proto": "https"})
    cookie = answer.headers.get_all("Set-Cookie")[-1]
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=None; Secure; Partitioned")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "frame-ancestors" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("cookie", ["22", "8501; x=1", "127.0.0.1", "999999", "", "[::1]:80", "a b", "%0d%0aX: y"])
def test_a_cookie_names_one_of_the_processes_or_nothing(calm, cookie):
    answer, body = fetch(f"{calm.front.url}_stcore/health", Cookie=f"perceptron={cookie}")
    assert body == b"ok"
    given = [c for c in answer.headers.get_all("Set-Cookie") if c.startswith("perceptron=")]
    assert [int(re.match(r"perceptron=(\d+);", c)[1]) in {p.port for p in calm.processes} for c in given] == [True]


def test_what_is_too_large_and_what_is_none_of_the_worlds_business_is_refused(calm):
    big = urllib.request.Request(f"{calm.front.url}_stcore/upload_file/a/b", b"x" * 3_200_000, method="PUT")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(big, timeout=20)
    assert refused.value.code == 413
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch(f"{calm.front.url}_stcore/metrics")
    assert refused.value.code == 404


def test_one_address_gets_so_many_connections_and_then_no_more(calm):
    async def connect_until_refused():
        address = calm.front.url.replace("http", "ws", 1) + "_stcore/stream"
        async with contextlib.AsyncExitStack() as stack:
            for number in range(400):
                try:
                    await stack.enter_async_context(connect(address, subprotocols=["streamlit"]))
                except InvalidStatus as refused:
                    return number, refused.response.status_code

    with ThreadPoolExecutor(1) as thread:  # in this one the browser's driver has a loop
        count, status = thread.submit(asyncio.run, connect_until_refused()).result()
    assert status == 429
    assert 250 < count <= 300  # students of other tests may still be there


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_lets_a_page_do_all_that_it_does(calm, name):
    page = calm.student().page
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"/{name}")
    Stage(page).rest()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    USES.get(name, lambda page: None)(page)
    assert page.evaluate("window.refused") == []
    assert [text for text in said if re.search("Content.Security.Policy|Permissions.Policy|Error", text)] == []
    with contextlib.suppress(Exception):
        page.evaluate("import('data:text/javascript,0')")  # so that the watch itself is seen to work
    page.wait_for_function("() => window.refused.length > 0")
    assert page.evaluate("window.refused") == ["script-src-elem data"]


def use_the_stage(page):
    """Play, look at the other views, walk, and have every file made that the browser makes."""
    stage = Stage(page).ready()
    stage.run_to(10)
    for view in ("Hidden space", "Boundary"):
        page.get_by_text(view, exact=True).first.click()
    stage.press("One example")
    expect(stage.element.get_by_role("button", name="Next", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    stage.press("Share")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Record").click()
    with page.expect_download():
        dialog.get_by_role("button", name="History as CSV").click()
    dialog.get_by_role("button", name="Animated GIF").click()
    expect(dialog.get_by_role("link", name=re.compile("training.gif"))).to_be_visible(timeout=90_000)


def compare(page):
    """Have networks trained side by side: charts, pictures and a table."""
    page.locator(".st-key-experiment_rates").get_by_role("button").click()
    expect(page.locator(".boundaries figure")).to_have_count(3, timeout=60_000)
    expect(page.locator(".st-key-loss_curves .js-plotly-plot")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()


def check(page):
    """Have the lines of the challenge checked."""
    page.get_by_role("button", name="Check").first.click()
    Stage(page).rest()


USES = {"": use_the_stage, "learning_rate": compare, "challenge": check}


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


@pytest.mark.parametrize("query", ["embed=true", ""])
def test_a_page_on_another_site_may_frame_the_stage_and_nothing_else(calm, teachers_page, query):
    page = calm.student().page
    refusal = page.expect_console_message(lambda message: "frame-ancestors" in message.text)
    with contextlib.nullcontext() if query else refusal:
        page.goto(teachers_page(f'<iframe src="{calm.front.url}?{query}" width="1200" height="700"></iframe>'))
    stage = page.frame_locator("iframe").get_by_test_id("live-stage")
    if query:
        stage.get_by_role("button", name="Play", exact=True).click()
        expect(stage).to_have_attribute("data-epoch", re.compile(r"\d\d"))
    else:
        expect(stage).to_have_count(0)


def test_files_go_up_and_come_down(calm):
    page = calm.student().page
    page.goto("/your_data")
    page.get_by_role("tab", name="Your file").click()
    file = {"name": "points.csv", "mimeType": "text/csv", "buffer": POINTS.encode()}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("class 0 is 'left', class 1 is 'right'")).to_be_visible()
    Stage(page).rest()
    page.get_by_role("button", name="Train on these points").click()
    stage = Stage(page).ready()
    stage.run_to(5)
    stage.press("Share")
    page.get_by_role("tab", name="Model").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download model.json").click()
    assert json.loads(download.value.path().read_text())["epoch"] == 5


def test_a_killed_process_costs_its_student_one_button_and_the_others_nothing(school):
    moved, untouched = school.two_students()
    moved.set_learning_rate("0.1")
    expect(moved.page).to_have_url(re.compile(r"lr=0\.1(&|$)"))
    moved.rest()
    moved.run_to(70)
    losses, address, dead = moved.losses(), moved.page.url, school.process(moved)
    untouched.press("Play")
    untouched.wait_epoch(10)
    home = port_of(untouched)

    school.kill(dead)
    at = untouched.epoch
    moved.element.get_by_role("button", name="Continue at epoch 70").wait_for()
    moved.press("Continue at epoch 70")
    moved.wait_state("finished")
    assert (moved.epoch, moved.losses(), moved.page.url) == (70, losses, address)
    assert port_of(moved) == home != dead.port
    moved.page.reload()
    moved.ready()
    assert "lr=0.1" in moved.page.url
    moved.press("Continue at epoch 70")
    moved.wait_state("finished")
    assert moved.losses() == losses

    untouched.page.bring_to_front()
    untouched.wait_epoch(at + 100)
    untouched.press("Pause")
    untouched.wait_state("paused")
    assert untouched.losses() == trained(untouched.epoch)
    assert port_of(untouched) == home


def test_a_process_that_is_frozen_is_passed_over(school):
    frozen, other = school.processes
    frozen.process.send_signal(signal.SIGSTOP)
    try:
        start = time.monotonic()
        answer, body = fetch(f"{school.front.url}_stcore/health", Cookie=f"perceptron={frozen.port}")
        took = time.monotonic() - start
    finally:
        frozen.process.send_signal(signal.SIGCONT)
    assert body == b"ok"
    assert took > 10  # it was asked, and time was given to it
    assert answer.headers.get_all("Set-Cookie")[-1].startswith(f"perceptron={other.port};")


def test_a_process_that_comes_back_takes_nobody_away_from_the_one_that_took_over(school):
    moved, untouched = school.two_students()
    moved.run_to(40)
    dead = school.process(moved)
    school.kill(dead)
    moved.press("Continue at epoch 40")
    moved.wait_state("finished")
    school.restart(dead)
    moved.stop_at(None)
    moved.press("Play")
    moved.wait_epoch(80)
    moved.press("Pause")
    moved.wait_state("paused")
    assert moved.losses() == trained(moved.epoch)
    moved.page.reload()
    moved.ready()
    assert port_of(moved) == port_of(untouched) != dead.port
    until(lambda: re.findall(f"perceptron={dead.port};", newcomer(school)))  # nginx tries a dead one again after 5 s


def test_when_no_process_is_left_there_is_one_sentence(school):
    for process in school.processes:
        school.kill(process)
    with pytest.raises(urllib.error.HTTPError) as error:
        fetch(school.front.url)
    assert error.value.code == 503
    assert error.value.read() == b"The playground does not answer at the moment. Reload this page in half a minute.\n"
