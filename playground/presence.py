"""Presence: which learners are there, what their runs may hold in all, and what is let go when one leaves.

Streamlit keeps a session for some minutes after its browser has gone, in case it comes back. What its run holds for
looking back, and a comparison that is under way, is let go at once: it can be trained again. Who comes when the house
is full is told so, before a page costs anything. The session state holds `seat`, a Seat.
"""

import logging
import os
import threading
import time
from weakref import WeakKeyDictionary

import streamlit as st

from playground.texts import Plural, ngettext, notice

log = logging.getLogger("playground")

MOST_STUDENTS = 150  # connected at once, where PLAYGROUND_STUDENTS does not say otherwise
MOST_BYTES = 96 * 2**20  # that all runs together may hold for looking back
FULL = Plural(
    "This server is full: {count} person is on it, and it can serve no more. Reload this page in a minute or two.",
    "This server is full: {count} people are on it, and it can serve no more. Reload this page in a minute or two.",
)


class Seat:
    """What a connected learner has, once there are any: the run on the stage, a comparison, their part in a room."""

    def __init__(self):
        self.is_taken = False  # not by one who was told that the house is full
        self.feed = self.comparison = self.member = None


class House:
    """All seats, and what the runs of all hold. `most` may be connected, `most_bytes` may be held."""

    def __init__(self, most, most_bytes):
        self.most, self._most_bytes = most, most_bytes
        self._lock = threading.Lock()
        self._seats = set()
        self._held = WeakKeyDictionary()  # feed: (when it was asked last, bytes)

    def enter(self, seat, was_here):
        """Take the seat; return False if the house is full. Who was here already always finds room."""
        with self._lock:
            seat.is_taken = seat.is_taken or was_here or len(self._seats) < self.most
            if seat.is_taken:
                self._seats.add(seat)
            return seat.is_taken

    def leave(self, seat):
        """The browser has gone."""
        with self._lock:
            self._seats.discard(seat)
        _let_go(filter(None, (seat.feed, seat.comparison)))
        if seat.member:
            seat.member.lose()

    def note(self, feed):
        """A feed has answered. Where all hold too much, those that were asked longest ago let go."""
        with self._lock:
            self._held[feed] = (time.monotonic(), feed.held_bytes)
            excess = sum(held for _when, held in self._held.values()) - self._most_bytes
            leaving = []
            for other in sorted(self._held, key=lambda other: self._held[other][0]):
                if excess <= 0 or other is feed:
                    break
                when, held = self._held[other]
                excess -= held
                self._held[other] = (when, 0)
                if held:
                    leaving.append(other)
        _let_go(leaving)


def _let_go(holders):
    """Let feeds drop what they can train again. One that is training does so when it has answered: do not wait."""
    for holder in holders:
        threading.Thread(target=holder.let_go, name="let go", daemon=True).start()


def most_students(text):
    """Return how many may be connected, from what PLAYGROUND_STUDENTS says, if anything."""
    if text.strip().isdecimal() and int(text) > 0:
        return int(text)
    if text:
        log.warning("PLAYGROUND_STUDENTS must be a whole number, not %r; it is taken for %d.", text, MOST_STUDENTS)
    return MOST_STUDENTS


house = House(most_students(os.environ.get("PLAYGROUND_STUDENTS", "")), MOST_BYTES)


# Streamlit gives back what is cached for a session when its browser has gone, whether or not it will come back.
@st.cache_resource(scope="session", on_release=house.leave, show_spinner=False)
def _seat():
    return Seat()


def enter():
    """Let the learner in and return True; where the house is full, say so and return False."""
    state = st.session_state
    seat = _seat()
    if not house.enter(seat, was_here="seat" in state):
        st.html(notice([ngettext(*FULL, house.most).format(count=house.most)]))
        return False
    state.seat = seat
    return True


def note(feed):
    """Say that this session's feed has answered."""
    if "seat" in st.session_state:  # not where a page is run by itself
        st.session_state.seat.feed = feed
    house.note(feed)


def show_comparison(comparison):
    """Say what this session compares."""
    if "seat" in st.session_state:
        st.session_state.seat.comparison = comparison


def show_member(member):
    """Say which part this session has in a room."""
    if "seat" in st.session_state:
        st.session_state.seat.member = member
