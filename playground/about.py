"""About: which version this is, and what is at work in it."""

import platform
import tomllib
from importlib.metadata import version
from pathlib import Path

from playground.texts import _

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
ENGINES = {"numpy": _("NumPy, the readable code itself")}


def about(engine):
    """Return the Markdown that tells of version, engine (a name in `nn_core.engine.ENGINES`), and licence."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    versions = " · ".join(f"{name} {version(name.lower())}" for name in ("NumPy", "Streamlit", "Plotly"))
    return _(
        "**Perceptron Playground {version}**  \nEngine: {engine}  \nPython {python} · {versions}  \nLicence: {licence}"
    ).format(
        version=project["version"],
        engine=ENGINES.get(engine, engine),
        python=platform.python_version(),
        versions=versions,
        licence=project["license"],
    )
