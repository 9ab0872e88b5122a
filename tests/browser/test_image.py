"""What the Dockerfile puts into an image, started as it says there: every page is shown, and the stage trains."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from course.chapters import CHAPTERS
from tools.driver import Server, Stage
from tools.nginx import free_ports

ROOT = Path(__file__).parent.parent.parent


class Image(Server):
    """A folder with what .dockerignore lets in, and the command of the Dockerfile run in it, on a free port."""

    def __init__(self, folder):
        self.folder = folder
        for name in re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE):
            if (ROOT / name).is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "published")
                shutil.copytree(ROOT / name, folder / name, ignore=ignored)
            else:
                shutil.copy(ROOT / name, folder / name)
        (self.port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}/"
        self.log = folder / "log.txt"
        python, *options = json.loads(re.search(r"^CMD (.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[1])
        assert python == "python"
        options = [option.replace("8501", str(self.port)).replace("0.0.0.0", "127.0.0.1") for option in options]
        # Nothing of this project comes from elsewhere.
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "NUMBA_CACHE_DIR": str(folder / "numba")}
        self.process = subprocess.Popen(
            [sys.executable, *options], cwd=folder, env=environment, stdout=self.log.open("w"), stderr=subprocess.STDOUT
        )


@pytest.fixture(scope="module")
def image(tmp_path_factory, logs):
    running = logs.watch(Image(tmp_path_factory.mktemp("image")))
    yield running.wait()
    running.stop()


@pytest.mark.slow
def test_the_image_has_all_that_the_pages_need_and_a_compiled_kernel(image, browser):
    assert list((image.folder / "numba").rglob("*.nbc"))
    assert list((image.folder / "static" / "published").glob("*/main.js"))
    page = browser.new_page(base_url=image.url)
    try:
        stage = Stage(page).open()
        stage.run_to(20)
        expect(stage.element.locator(".stage-engine")).to_have_text("Numba")
        for name in ("your_data", "lab_notebook", "start", "explanations", *CHAPTERS):
            page.goto(f"/{name}")
            Stage(page).rest()
            expect(page.get_by_test_id("stMarkdown").first).to_be_visible()
            expect(page.get_by_test_id("stException")).to_have_count(0)
    finally:
        page.close()
