"""A run as a Jupyter notebook: the cells are the parts of the Python file, each with a few words before it.

It is JSON of the format 4.5 (https://nbformat.readthedocs.io), and the same for the same run.
"""

import json

from export.python import parts
from playground.texts import prose


def notebook(snapshot):
    """Return the text of the notebook, whose code cells make the script when two empty lines are put between them."""
    cells = []
    for name, code in parts(snapshot).items():
        cells.append(_cell(name, "markdown", prose(f"notebook/{name}").strip()))
        cells.append(_cell(f"{name}-code", "code", code) | {"execution_count": None, "outputs": []})
    content = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _cell(name, kind, text):
    return {"cell_type": kind, "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}
