"""Tells what somebody has changed in the browser from what the browser has yet to hear of.

With every message the browser sends the address and the values of all controls as they are there. One that differs
from the settings may be somebody's wish, as Back or another choice is; or the browser has not heard yet of what the
server has changed. So each run of the whole page ends with a version, in a field that nobody sees. A message holds the
last version that has come to the browser, and so the server knows that it has all that was sent up to then.

The session state holds `sent`, {version: {name: value}}, what the latest runs have sent, each with what the browser has
changed since; and `page_version`, the one that the browser has acknowledged.
"""

import secrets

import streamlit as st

FIELD = "page_version"
MOST = 20  # runs of the page that a browser can be behind


def changes(message, sent):
    """Return what somebody has changed in the browser, {name: value}; `message` is all that it says.

    `sent` lists what the browser had when it sent the message, then what was sent while that was on its way, and what
    holds now: it may have received some of it without the version. A value that it was never sent is no change.
    """
    return {
        name: value
        for name, value in message.items()
        if name in sent[0] and all(name not in values or values[name] != value for values in sent)
    }


def sent_since():
    """Return what the browser has acknowledged, then what else was sent: [{name: value}, …], empty if nothing was.

    Of a browser that shows no version, as one that has just come from another page, only the address is to be known.
    """
    sent = st.session_state.get("sent", {})
    versions = list(sent)
    version = st.session_state.get(FIELD)
    if isinstance(version, str) and version in sent:  # who sends rubbish has acknowledged nothing
        return [sent[later] for later in versions[versions.index(version) :]]
    return [{"address": sent[last]["address"]} for last in versions[-1:]]


def send(values):
    """End a run of the page with a version for the values it has sent, among them the `address`; None for none."""
    state = st.session_state
    if values is not None:
        state[FIELD] = secrets.token_hex(4)
        state.sent = dict([*state.get("sent", {}).items(), (state[FIELD], values)][-MOST:])
    st.html(f"<style>.st-key-{FIELD} {{ display: none; }}</style>")
    st.text_input("–", key=FIELD, label_visibility="collapsed", width=1)  # until the style has come
