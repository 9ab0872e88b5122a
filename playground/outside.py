"""JSON that comes from outside: read, or refused in one sentence."""

import json
from collections import Counter

from nn_core.checks import shown
from playground.texts import _

LONGEST_WHOLE = 40  # characters: a longer one is read as a float, since Python takes its time for whole numbers


def parse(text):
    """Return what a text of JSON holds; ValueError says in a sentence why it holds nothing.

    A number that no float can hold is read as infinite, and the NaN that is no JSON as NaN: whoever wants a number
    finds it out of limits, and can say where it stands.
    """
    try:
        return json.loads(text, parse_int=_whole, object_pairs_hook=_without_repetition)
    except RecursionError:
        raise ValueError(_("The file has lists or objects that are nested too deeply.")) from None
    except json.JSONDecodeError as error:
        raise ValueError(_where(error)) from None


def _whole(text):
    return int(text) if len(text) <= LONGEST_WHOLE else float(text)


def _without_repetition(pairs):
    held = dict(pairs)
    if len(held) < len(pairs):
        counts = Counter(name for name, value in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise ValueError(_("The file has the key {name} twice in one object.").format(name=shown(twice)))
    return held


def _where(error):
    if not error.doc[error.pos :].strip():
        return _("The file is not JSON: it breaks off in line {line}.").format(line=error.lineno)
    sentence = _("The file is not JSON: something is wrong in line {line}, column {column}.")
    return sentence.format(line=error.lineno, column=error.colno)
