"""Tests that what the browser loads is published under addresses that name its contents."""

import gzip
import importlib.metadata
import importlib.resources
import stat

import pytest

from playground import assets

MAIN = b'import { el } from "./ui/dom.js";\nexport const main = el;\n'
RARE = b"export const rare = 2;\n"
DOM = b"export const el = 1;\n"


@pytest.fixture
def static(tmp_path, monkeypatch):
    """A folder to publish from, with a stage of three modules and a style sheet."""
    stage = tmp_path / "stage"
    (stage / "ui").mkdir(parents=True)
    (stage / "main.js").write_bytes(MAIN)
    (stage / "ui" / "dom.js").write_bytes(DOM)
    (stage / "ui" / "rare.js").write_bytes(RARE)
    (stage / "stage.css").write_bytes(b"p {}")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    monkeypatch.setattr(assets, "STAGE", stage)
    monkeypatch.setattr(assets, "PUBLISHED", tmp_path / "published")
    return tmp_path


def publish():
    """The addresses that a server which has just started would use."""
    return assets.publish.__wrapped__()


def published(static, address):
    """The file or folder behind an address."""
    return static / address.removeprefix("app/static/")


def files_in(folder):
    """{path within the folder: contents} of all its files."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_file_of_the_stage_is_at_its_address_and_all_modules_are_in_one(static):
    addresses = publish()
    files = files_in(published(static, addresses["stage"]))
    modules = files.pop("modules.js")
    assert files == {"main.js": MAIN, "ui/dom.js": DOM, "ui/rare.js": RARE, "stage.css": b"p {}"}
    assert published(static, addresses["script"]).read_bytes() == modules
    assert all(f'"{name}"()'.encode() in modules for name in ("main.js", "ui/dom.js"))


def test_plotly_unpacks_to_what_the_installed_package_ships(static):
    installed = importlib.resources.files("plotly") / "package_data" / "plotly.min.js"
    packed = published(static, publish()["plotly"]).read_bytes()
    assert gzip.decompress(packed) == installed.read_bytes()
    assert len(packed) < installed.stat().st_size / 2


def test_the_address_of_plotly_names_its_version(static):
    assert f"plotly-{importlib.metadata.version('plotly')}/" in publish()["plotly"]


@pytest.mark.parametrize(
    "change",
    [
        lambda stage: (stage / "ui" / "dom.js").write_bytes(b"export { };"),
        lambda stage: (stage / "new.js").write_bytes(b""),
        lambda stage: (stage / "ui" / "dom.js").write_bytes(b"export const el = 2;\n"),
        lambda stage: (stage / "ui" / "rare.js").unlink(),
        lambda stage: (stage / "ui" / "rare.js").rename(stage / "ui" / "seldom.js"),
    ],
    ids=["changed", "added", "changed in a folder", "removed", "renamed"],
)
def test_another_set_of_modules_has_another_address_and_leaves_the_first_alone(static, change):
    before = publish()["stage"]
    contents = files_in(published(static, before))
    change(static / "stage")
    assert publish()["stage"] != before
    assert files_in(published(static, before)) == contents


def test_what_is_published_already_is_not_written_again(static):
    first = publish()
    files = {path: path.stat().st_ino for path in (static / "published").rglob("*.*") if path.is_file()}
    assert publish() == first
    assert {path: path.stat().st_ino for path in (static / "published").rglob("*.*") if path.is_file()} == files


def test_a_file_that_is_missing_is_written_again(static):
    module = published(static, publish()["stage"]) / "main.js"
    module.unlink()
    publish()
    assert module.exists()


def test_any_server_may_read_what_is_published_and_nothing_else_is_left_behind(static):
    publish()
    files = [path for path in (static / "published").rglob("*") if path.is_file()]
    names = ["dom.js", "main.js", "modules.js", "plotly.min.js.gz", "rare.js", "stage.css"]
    assert sorted(path.name for path in files) == names
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o644}


def test_the_projects_own_modules_are_published():
    folder = assets.STATIC.parent / assets.publish()["stage"].removeprefix("app/")
    assert files_in(folder).keys() == files_in(assets.STAGE).keys() | {"modules.js"}
