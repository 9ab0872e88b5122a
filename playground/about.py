"""About: which version this is, and what is at work in it."""

import platform
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from playground import engines
from playground.texts import N_, Texts, _

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
ENGINES = Texts({"numpy": N_("NumPy, the readable code itself"), "numba": N_("Numba: the same training, compiled")})
PACKAGES = ("NumPy", "Numba", "Streamlit", "Plotly")


def about(engine):
    """Return the Markdown that tells of version, engine (a name in `nn_core.engine.ENGINES`), and licence."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    fault = engines.compilation.failed
    fault = _("  \nThe compiled kernel is not available here: {fault}").format(fault=fault) if fault else ""
    return _(
        "**Perceptron Playground {version}**  \nEngine: {engine}{fault}  \nPython {python} · {versions}  \n"
        "Licence: {licence}"
    ).format(
        version=project["version"],
        engine=ENGINES.get(engine, engine),
        fault=fault,
        python=platform.python_version(),
        versions=" · ".join(f"{name} {number}" for name in PACKAGES if (number := _installed(name))),
        licence=project["license"],
    )


def _installed(name):
    try:
        return version(name.lower())
    except PackageNotFoundError:
        return None
