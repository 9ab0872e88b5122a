"""The training in a link: the text after `run=` that, beside the settings, brings a run back to its epoch.

It is a digit, the version, then base64url of zlib of JSON: [epoch, engine, training loss], and where something was
changed on the way also what of the live settings was different at the start, and the journal. zlib's preset dictionary
is the settings, which the link holds anyway. So their checksum travels along, and no training is taken for that of
other settings; what was edited in the text itself, zlib's other checksum shows.
"""

import base64
import binascii
import json
import math
import re
import zlib
from dataclasses import dataclass, fields, replace

from nn_core import Description, checks
from nn_core.checks import Phrase
from nn_core.description import LIVE
from nn_core.engine import ENGINES
from nn_core.run import MAX_JOURNAL, checked_journal
from playground.choices import MAX_STOP
from playground.outside import parse
from playground.texts import N_, _, told

MAX_RUN_TEXT = 6000  # characters; there may be less room, see export/link.py
MAX_UNPACKED = 200_000  # bytes
_VERSION = "1"
_USUAL = "".join(f'{{"{name}":0.' for name in LIVE) + '{"parameters":[[0,0.'  # a journal is made of: shortens it
_DAMAGED = N_("it was cut short or altered in transit.")


@dataclass(frozen=True, eq=False)
class Shared:
    """A run that came in a link: Run(start, engine, journal), advanced `epoch` epochs, is what was shared.

    `loss` is the training loss there as the sender's computer had it; None if it was too large for a number.
    """

    start: Description
    journal: list
    epoch: int
    engine: str
    loss: float | None


def pack(snapshot, room=MAX_RUN_TEXT):
    """Return a snapshot as the text that travels in a link beside its settings, `snapshot.description`.

    `room` is how many characters the link has left for it. Raises ValueError with a sentence for a run that is too
    long, or was changed too often, to travel so.
    """
    start, now, record = snapshot.start, snapshot.description, snapshot.record
    loss = record.train_loss if math.isfinite(record.train_loss) else None
    held = [record.epoch, snapshot.engine, loss]
    live = {name: getattr(start, name) for name in LIVE if getattr(start, name) != getattr(now, name)}
    if live or snapshot.journal:
        held += [live, snapshot.journal]
    unpacked = json.dumps(held, separators=(",", ":"), allow_nan=False).encode()
    compressor = zlib.compressobj(9, zdict=_dictionary(now))
    packed = compressor.compress(unpacked) + compressor.flush()
    text = _VERSION + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    if record.epoch > MAX_STOP:
        raise ValueError(_("A link can bring back at most {most} epochs.").format(most=MAX_STOP))
    if len(text) > min(room, MAX_RUN_TEXT) or len(unpacked) > MAX_UNPACKED or len(snapshot.journal) > MAX_JOURNAL:
        raise ValueError(_("This run was changed too often to fit into a link."))
    return text


def unpack(text, description):
    """Return the Shared run of a text that `pack` has made, given the description that the same link holds.

    Nothing is trained for it. Raises ValueError with a sentence for any other text.
    """
    try:
        return _shared(_unpacked(text, description), description)
    except ValueError as error:
        reason = told(error)
        sentence = _(
            "The run in this link cannot be used: {reason} Its settings are used; press Play to train from the start."
        )
        raise ValueError(sentence.format(reason=reason[0].lower() + reason[1:])) from None


def _dictionary(description):
    """Return zlib's preset dictionary: the settings, and what a journal is made of."""
    # Without those that have their default: a setting that a later version adds does not make older links useless.
    settings = [(f.name, getattr(description, f.name)) for f in fields(Description)]
    chosen = {name: value for name, value in settings if value != getattr(Description, name)}
    return (json.dumps(chosen) + _USUAL).encode()


def _unpacked(text, description):
    """Return what was packed, and never make more of it than MAX_UNPACKED."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9][A-Za-z0-9_-]+", text):
        raise ValueError(_(_DAMAGED))
    if len(text) > MAX_RUN_TEXT:
        raise ValueError(_("it has more than {most} characters.").format(most=MAX_RUN_TEXT))
    if text[0] != _VERSION:
        raise ValueError(_("it was made by another version of the playground."))
    dictionary = _dictionary(description)
    try:
        packed = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        _check_dictionary(packed, dictionary)
        unpack = zlib.decompressobj(zdict=dictionary)
        unpacked = unpack.decompress(packed, MAX_UNPACKED + 1)
    except (binascii.Error, zlib.error):
        raise ValueError(_(_DAMAGED)) from None
    if len(unpacked) > MAX_UNPACKED:
        raise ValueError(_("it unpacks to more than {most} bytes.").format(most=MAX_UNPACKED))
    if not unpack.eof or unpack.unused_data:
        raise ValueError(_(_DAMAGED))
    try:
        return parse(unpacked.decode())
    except ValueError:
        raise ValueError(_(_DAMAGED)) from None


def _check_dictionary(packed, dictionary):
    """Raise ValueError if it was packed with another dictionary, whose checksum is in bytes 2 to 5 (RFC 1950)."""
    if len(packed) < 6 or not packed[1] & 0x20:  # no checksum, or the flag that says so
        raise ValueError(_(_DAMAGED))
    if packed[2:6] != zlib.adler32(dictionary).to_bytes(4, "big"):
        raise ValueError(_("it does not match the settings in the link."))


def _shared(held, description):
    """Return the Shared run that was packed so, every part of it checked."""
    if not isinstance(held, list) or len(held) not in (3, 5):
        raise ValueError(_(_DAMAGED))
    epoch, engine, loss, live, journal = held if len(held) == 5 else (*held, {}, [])
    if not isinstance(live, dict) or not isinstance(journal, list):
        raise ValueError(_(_DAMAGED))
    if len(journal) > MAX_JOURNAL:
        raise ValueError(_("it has more than {most} changes.").format(most=MAX_JOURNAL))
    start = replace(
        description, **{checks.choice(Phrase("a setting at the start"), name, LIVE): live[name] for name in live}
    )
    epoch = checks.whole("epoch", epoch, 0, MAX_STOP)
    journal = checked_journal(journal, start)
    if journal:
        checks.whole(Phrase("epoch of a change"), journal[-1][0], 0, epoch)
    loss = None if loss is None else checks.real("loss", loss, 0)
    return Shared(start, journal, epoch, checks.choice("engine", engine, ENGINES), loss)
