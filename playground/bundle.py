"""Puts the stage's modules into one file, so that a browser asks once and not a hundred times.

Each module becomes a function, in a file that exports `use(name)`: the module of that name, made when it is first asked
for. The modules keep to a plain form, which is checked here: they import names from files beside them, at the top, and
export what they declare, none of it changed later.
"""

import re
from posixpath import dirname, join, normpath

IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";\n', re.MULTILINE)
LATER_IMPORT = re.compile(r'await import\("(\.[^"]+)"\)')
EXPORT = re.compile(r"^export ((?:async )?function\*?|class|const) (\w+)", re.MULTILINE)
EXPORTS = re.compile(r"\bexport ?\{([^}]*)\};?")  # as a minifier writes them
OTHER = re.compile(r"^(?:import|export)\b.*|\bimport\.meta\b|\bimport\(.*", re.MULTILINE)


def bundle(sources):
    """Return the file that has all the modules, {name: text}.

    ValueError for a module in another form, for one that imports what is not there, and for two that import each other.
    """
    needs = {name: [_path(name, at) for _names, at in IMPORT.findall(text)] for name, text in sources.items()}
    _check(needs)
    modules = "".join(f"{_quoted(name)}() {{\n{_as_function(name, text)}}},\n" for name, text in sources.items())
    return f"const modules = {{\n{modules}}};\nconst made = {{}};\n{USE}"


USE = "export const use = (name) => (made[name] ??= modules[name]());\n"


def _as_function(name, text):
    """Return the body of the function that makes a module."""
    body = IMPORT.sub(lambda match: _import(name, *match.groups()), text)
    body = LATER_IMPORT.sub(lambda match: f"use({_quoted(_path(name, match[1]))})", body)
    exports = [exported for _kind, exported in EXPORT.findall(body)]
    for names in EXPORTS.findall(body):
        exports += [re.sub(r"(\S+)\s+as\s+(\S+)", r"\2: \1", name.strip()) for name in names.split(",")]
    body = EXPORTS.sub("", EXPORT.sub(r"\1 \2", body))
    if other := OTHER.search(body):
        raise ValueError(f"{name} cannot be put with the others: {other[0]}")
    return f"{body}return {{ {', '.join(exports)} }};\n"


def _import(name, names, at):
    wanted = re.sub(r"\s+as\s+", ": ", " ".join(names.split()))
    return f"const {{ {wanted} }} = use({_quoted(_path(name, at))});\n"


def _path(name, at):
    """Return the name of the module that one imports by the path `at`."""
    return normpath(join(dirname(name), at))


def _quoted(name):
    return f'"{name}"'


def _check(needs):
    """ValueError for an import of what is not there, or in a circle."""
    done = set()

    def visit(name, way):
        if name in way:
            raise ValueError(f"These import each other: {', '.join([*way[way.index(name) :], name])}.")
        if name not in needs:
            raise ValueError(f"{way[-1]} imports {name}, which is not there.")
        if name not in done:
            for other in needs[name]:
                visit(other, [*way, name])
            done.add(name)

    for name in needs:
        visit(name, [])
