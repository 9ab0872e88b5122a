"""What is new in a message of the browser: what somebody has done there, apart from what it has not heard of yet.

With every message the browser sends the address and all controls as they are there. What differs from the settings may
be somebody's wish, as Back or another choice is; or the browser has yet to hear of a change that the server has made a
moment ago. So each run of the whole page ends with a word, in a field that nobody sees. A message holds the last word
that has come to the browser, and so the server knows what else has: all that was told it up to this word.

The session state holds `told`, {word: {name: value}}, what the latest runs have told, each with what the browser has
said for itself since; and `word`, the one that the browser has last heard.
"""

import secrets

import streamlit as st

FIELD = "word"
MOST = 50  # runs of the page that a browser can be behind


def new(said, told):
    """Return what of a message is new, {name: value}; `said` is all it holds.

    `told` lists what the browser knew when it sent the message, then what it was told while that was on its way, and
    what holds now: it may have come to know some of it without the word. What it was not asked about is no answer.
    """
    return {
        name: value
        for name, value in said.items()
        if name in told[0] and all(name not in known or known[name] != value for known in told)
    }


def since():
    """Return what the browser knows, and what else it was told: [{name: value}, …], empty before it was told anything.

    Of a browser that shows no word, as one that has just come from another page, only the address is to be known.
    """
    told = st.session_state.get("told", {})
    words = list(told)
    word = st.session_state.get(FIELD)
    if word in told:
        return [told[later] for later in words[words.index(word) :]]
    return [{"address": told[last]["address"]} for last in words[-1:]]


def tell(told):
    """End a run of the page with a word for what it has told the browser: {name: value}, among it the `address`."""
    state = st.session_state
    if told is not None:
        state[FIELD] = secrets.token_hex(4)
        state.told = dict([*state.get("told", {}).items(), (state[FIELD], told)][-MOST:])
    st.html(f"<style>.st-key-{FIELD} {{ display: none; }}</style>")
    st.text_input(FIELD, key=FIELD, label_visibility="collapsed", width=1)  # until the style has come
