"""Puts what the browser loads under an address that names its contents, so that a deploy never mixes versions.

`static/stage/` is copied to `static/published/<hash>/`, with all its modules in one file beside them, which is what the
app loads. The plotly.min.js of the installed plotly package goes to `static/published/plotly-<version>/`, compressed:
the server would otherwise compress its five megabytes anew for every learner, 0.2 s of CPU each time. The stage unpacks
it in the browser.
"""

import gzip
import hashlib
import importlib.metadata
import importlib.resources
import os
import tempfile
from functools import cache
from pathlib import Path

from playground.bundle import bundle

STATIC = Path(__file__).parent.parent / "static"
STAGE = STATIC / "stage"
PUBLISHED = STATIC / "published"
BUNDLE = "modules.js"  # all modules of the stage in one file
# The first lines of a component that loads a module: `at(path)` is the address of a path, `module` promises the module.
LOADER = """
const at = (path) => new URL(path, document.baseURI).href;
const module = import(at("{script}")).then((all) => all.use("{name}"));
"""
STYLED = """const style = at("{stage}/{style}");
if (!document.querySelector(`link[href="${{style}}"]`)) {{
  document.head.append(Object.assign(document.createElement("link"), {{ rel: "stylesheet", href: style }}));
}}
"""
# And the lines after them of one that lets the module mount itself, and says so in its place where it cannot be loaded.
MOUNT = """
export default (component) => {{
  let leave, left = false;
  module.then((m) => {{ if (!left) leave = m.mount(component{style}); }}).catch(() => {{ {failed} }});
  return () => {{ left = true; leave?.(); }};
}};
"""
SAY_SO = 'component.parentElement.querySelector("{place}").textContent = "{failed}";'


@cache
def publish():
    """Write what is missing; return the addresses `stage`, `script` and `plotly`, relative to the page's base.

    `stage` is the folder with every module and style sheet by itself, `script` the file with all modules.
    """
    paths = sorted(path for path in STAGE.rglob("*") if path.is_file())
    sources = {path.relative_to(STAGE).as_posix(): path.read_bytes() for path in paths}
    modules = {name: contents.decode() for name, contents in sources.items() if name.endswith(".js")}
    sources[BUNDLE] = bundle(modules).encode()
    digest = hashlib.sha256()
    for name, contents in sources.items():
        digest.update(name.encode() + b"\0" + contents)
    folder = PUBLISHED / digest.hexdigest()[:12]
    for name, contents in sources.items():
        _write(folder / name, lambda contents=contents: contents)
    plotly = PUBLISHED / f"plotly-{importlib.metadata.version('plotly')}" / "plotly.min.js.gz"
    _write(plotly, lambda: gzip.compress(_plotly_js(), mtime=0))
    return {"stage": _address(folder), "script": _address(folder / BUNDLE), "plotly": _address(plotly)}


def loader(name, style=None):
    """Return the first lines of a component's script, which load a module of the stage and a style sheet, by names."""
    lines = LOADER + (STYLED if style else "")
    return lines.format(**publish(), name=name, style=style)


def mounting(name, style=None, place=None, failed=None):
    """Return the script of a component that loads a module of the stage, and calls mount(component, style) in it.

    Where that cannot be loaded the sentence `failed` stands in `place`, a selector; if there is none the stage says so.
    Only these lines travel with every message.
    """
    said = SAY_SO.format(place=place, failed=failed) if place else ""
    return loader(name, style) + MOUNT.format(style=", style" if style else "", failed=said)


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
