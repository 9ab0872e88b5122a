"""The session: what the server knows of one of a learner's tabs, besides what widgets and the course's pages hold."""

import secrets
from dataclasses import dataclass, field, replace

import streamlit as st

from playground.feed import Feed
from playground.run_link import Shared
from playground.settings import Settings


@dataclass(eq=False)
class Session:
    """What is known of a tab. It begins anew with every load of the page, and when Streamlit has cleared its state."""

    settings: Settings | None = None
    """The settings as they are now; None until an address was read."""
    drawn: Settings | None = None
    """Those that the page was drawn for last."""
    notes: list[str] = field(default_factory=list)
    """Sentences about what an address or a control asked for in vain."""
    view_number: int = 0
    """Rises when speed, stop or target, or what a link shows, are set from outside the stage."""

    run_text: str = ""
    """What the address says of a training that was shared, as long as the settings are those that came with it."""
    shared: Shared | None = None
    """What that training was, until the stage has taken it over."""

    feed: Feed | None = None
    """The run on the stage."""
    page_runs: bool = False
    """True while the whole page runs, up to its stage."""
    stage_has_come: bool = False
    """True once the stage has shown itself in the browser: until then the page keeps out of its way."""
    share: dict | None = None
    """What the dialog "Share and save" is about while it is open: `feed` and `epoch`, and what it keeps there."""
    share_request: dict | None = None
    """The request that opened it last."""
    scenes_asked: bool = False
    """True when the dialog with the scenes is to open."""

    own_points: str | None = None
    """The learner's own points, a text of `nn_core.own`, "" for none; None until the browser has said."""
    points_aside: list[str] = field(default_factory=list)
    """Own points that have given way to those of a link or a model, the latest first."""
    points_replaced: str | None = None
    """The points of the run for which the learner has made others."""
    points_wanted: str | None = None
    """The name of points that the browser was asked for, until it answers."""
    points_named: dict = field(default_factory=dict)
    """Its answer, {name: text}."""
    points_told: list | None = None
    """What the browser was last given to keep."""

    room: str = ""
    """The code of the room that the address names, "" if none; see `rooms/`."""
    teaches: bool = False
    """True for who teaches that room."""
    member: object = None
    """The `rooms.membership.Membership` of who is in that room."""

    sent: dict = field(default_factory=dict)
    """{version: address}, what the latest runs of the page have sent, see `playground/sync.py`."""
    token: str = field(default_factory=lambda: secrets.token_hex(6))
    """What the controls know this session by, see `playground/control_panel.py`."""
    wishes_seen: int = 0
    """The number of the last of their wishes that was carried out."""
    language: str | None = None
    """The code of the reader's language, once it is known."""
    language_in_address: str = ""
    """The code that the address has asked for, "" if it has asked for none, or for one that is not here."""

    @property
    def is_lost(self):
        """True when all that was known is gone: anybody can send the message that clears it, though no menu does."""
        return self.settings is None

    def use(self, settings, notes=()):
        """Make these the settings, and let controls and stage show them."""
        before = self.settings
        if before is None or replace(before, description=settings.description) != settings:
            self.view_number += 1
        if before is not None and before.description != settings.description:
            self.run_text, self.shared = "", None
            self._leave_points(before.description.points, settings.description.points)
        self.settings, self.notes = settings, list(notes)

    def _leave_points(self, before, after):
        """Keep the points that a link has brought when another data set is chosen, if there are none to lose."""
        if before and not after and not self.own_points:
            self.own_points = before
        if before != after:
            self.points_replaced = None

    def use_view(self, speed, stop, target):
        """Take over what was set in the stage; ValueError if it is not a speed, an epoch and a loss."""
        self.settings = replace(self.settings, speed=speed, stop=stop, target=target)

    def view(self):
        """Return what the stage is told of its view."""
        view = {name: getattr(self.settings, name) for name in ("speed", "stop", "target")}
        room = {"room": self.member.number, "held": self.member.is_held} if self.member else {}
        return {"number": self.view_number, "reseed": self.settings.may_change("seed")} | room | view


def current():
    """Return the Session that this thread runs a page for."""
    return st.session_state.setdefault("session", Session())
