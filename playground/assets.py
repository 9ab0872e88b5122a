"""Puts what the browser loads under an address that names its contents, so that a deploy never mixes versions.

`static/stage/` is copied to `static/published/<hash>/`, and the plotly.min.js of the installed plotly package to
`static/published/plotly-<version>/`, compressed: the server would otherwise compress its five megabytes anew for every
learner, 0.2 s of CPU each time. The stage unpacks it in the browser.
"""

import gzip
import hashlib
import importlib.metadata
import importlib.resources
import os
import tempfile
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent.parent / "static"
STAGE = STATIC / "stage"
PUBLISHED = STATIC / "published"
LATER = {"plane", "record", "workarounds"}  # folders of the stage's modules that only some pages need


@cache
def publish():
    """Write what is missing; return the addresses `stage` and `plotly`, relative to the page's base, and `modules`.

    `modules` are the names of the modules to be fetched at once; those in a folder of LATER are not among them: they
    are fetched when they are needed.
    """
    paths = sorted(path for path in STAGE.rglob("*") if path.is_file())
    sources = {path.relative_to(STAGE).as_posix(): path.read_bytes() for path in paths}
    digest = hashlib.sha256()
    for name, contents in sources.items():
        digest.update(name.encode() + b"\0" + contents)
    folder = PUBLISHED / digest.hexdigest()[:12]
    for name, contents in sources.items():
        _write(folder / name, lambda contents=contents: contents)
    plotly = PUBLISHED / f"plotly-{importlib.metadata.version('plotly')}" / "plotly.min.js.gz"
    _write(plotly, lambda: gzip.compress(_plotly_js(), mtime=0))
    modules = [name for name in sources if name.endswith(".js") and name.partition("/")[0] not in LATER]
    return {"stage": _address(folder), "plotly": _address(plotly), "modules": modules}


def _plotly_js():
    return (importlib.resources.files("plotly") / "package_data" / "plotly.min.js").read_bytes()


def _address(path):
    return f"app/static/{path.relative_to(STATIC).as_posix()}"


def _write(path, contents):
    """Write a file unless it is there, in one move: two processes may start at once."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(contents())
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)
