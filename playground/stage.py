"""The live stage on the page: mounts the component, hands its requests to the run's feed, and remembers its view.

The protocol that the two speak is written down in `playground/protocol.py`.
"""

import random
from contextlib import suppress
from dataclasses import replace
from functools import cache

import streamlit as st

from playground import assets, engines, kept_points, presence, protocol, session, sync
from playground.choices import MAX_STOP, SPEEDS
from playground.explanations import remedied, remedies, rules
from playground.feed import Feed
from playground.labels import stage_labels
from playground.languages import current, in_browser
from playground.reader import learner
from playground.texts import N_, _

KEY = "stage"

# After those of `assets.loader`: only these lines travel with every message, the modules are fetched once.
MOUNT = """
const addresses = {{ stage: at("{stage}"), plotly: at("{plotly}"), failed: "{failed}" }};
export default (component) => {{
  let leave, left = false;
  module.then((m) => {{ if (!left) leave = m.mount(component, addresses); }})
    .catch((error) => {{
      console.error(error);
      component.parentElement.querySelector(".stage-place").textContent = addresses.failed;
    }});
  return () => {{ left = true; leave?.(); }};
}};
"""
LOADING = N_("Loading …")
FAILED = N_("The stage could not be loaded. Reload the page to try again.")
# What there is to see until the modules have arrived.
PLACE = """<div class="stage-place">
<p role="status">{loading}</p>
</div>"""


@cache
def _component(code):
    """The component as it is for the readers of one language, the one who reads now."""
    return st.components.v2.component(
        f"live_stage_{code}",
        html=PLACE.format(loading=_(LOADING)),
        js=assets.loader("main.js", "stage.css") + MOUNT.format(**assets.publish(), failed=_(FAILED)),
        isolate_styles=False,
    )


@cache
def _labels(code):
    """The stage's labels in one language, the one who reads now."""
    return stage_labels()


def live_stage(wanted):
    """Show the live stage for these settings, on the run there is if they suit it, else on a new one."""
    engines.prepare()
    now = session.current()
    shared, now.shared = now.shared, None
    if shared is not None:
        now.feed = Feed.shared(wanted.description, shared, learner())
    elif now.feed is None or not now.feed.follow(wanted.description):
        now.feed = Feed(wanted.description, learner=learner())
    now.page_runs = True
    _live()


@st.fragment
def _live():
    now = session.current()
    page_runs, now.page_runs = now.page_runs, False
    if now.is_lost:
        st.rerun()
    request = _request()
    if not page_runs and sync.is_behind():  # a run of the page has seen to all that is new: it would go on for ever
        # When a control is changed just as the stage asks, the browser may send both in one message, and Streamlit
        # then runs this fragment alone: the page has yet to run for the control.
        st.rerun()
    payload = _answer(request, {"view": now.view()})
    presence.note(now.feed)
    if now.member:
        now.member.tell(now.feed)
    _component(current().code)(key=KEY, data=payload, on_ask_change=_asked, on_view_change=_viewed)


def _sent(event):
    """Return what the stage has sent of this kind, which can be anything; None if nothing."""
    return (st.session_state.get(KEY) or {}).get(event)


def _request():
    """Return the request that has led to this run of the page, None if none has; of one that is invalid, its id."""
    asked = _sent("ask")
    if asked is None:
        return None
    try:
        return protocol.read(asked)
    except ValueError as error:
        protocol.log_rejected(error)
        return {"id": protocol.number_of(asked)}


def _answer(request, view):
    """Return the answer to a request, or a refusal; where there is nothing else to say, the opening of the run."""
    feed = session.current().feed
    do = request.get("do") if request else None
    if do in ("train", "seek", "walk", "branch"):
        return feed.answer(request, **view) or _opening(view)
    if request and not _carry_out(feed, do, request):
        return feed.refusal(protocol.number_of(request), **view)
    return _opening(view)


def _carry_out(feed, do, request):
    """Replace the run as a request asks; return False for one that cannot be carried out."""
    if do in ("reset", "reseed", "continue") and request["run_id"] != feed.run_id:
        protocol.log_rejected("It names another run.")
    elif do == "reset":
        session.current().feed = feed.again()
    elif do == "reseed":
        protocol.log_rejected("The seed of this run is not to be changed.")  # where it may be, `_asked` has seen to it
        return False
    elif do == "apply":  # `_asked` has carried out what can be: of this very run nothing can
        return (request["run_id"], request["revision"]) != (feed.run_id, feed.revision)
    elif do == "continue":
        return _continue(feed, request)
    return do is not None


def _continue(feed, request):
    """Let the run that the browser remembers take the place of the one there is; return False if it cannot."""
    try:
        before = (request.get(name) for name in ("start", "journal", "epoch", "engine", "loaded"))
        session.current().feed = Feed.continued(feed.description, *before, learner())
    except ValueError as error:
        protocol.log_rejected(error)
        return False
    return True


def _opening(view):
    texts = {"labels": _labels(current().code), "language": in_browser()}
    texts |= {"speeds": SPEEDS, "max_stop": MAX_STOP, "rules": rules()}
    now = session.current()
    texts["remedies"] = remedies(now.settings)
    said = {"shared": (now.share_request or {}).get("id"), "greet": not now.stage_has_come}
    return now.feed.opening(**said, **texts, **view)


def _asked():
    """Run the whole page when the stage shows itself first, and for what changes settings: a new seed, or a remedy."""
    now, asked = session.current(), _sent("ask")
    if not now.stage_has_come:
        now.stage_has_come = True
        st.rerun()
    reseed = {"version": protocol.VERSION, "do": "reseed", "run_id": now.feed.run_id}
    if isinstance(asked, dict) and reseed.items() <= asked.items() and now.settings.may_change("seed"):
        seed = random.SystemRandom().randrange(1000)
        now.use(now.settings.with_value("seed", seed if seed != now.settings.description.seed else 1000))
        st.rerun()
    with suppress(ValueError):  # what is wrong with the request itself is said when the page runs
        request = protocol.read(asked)
        if request["do"] in _CALLS:
            _CALLS[request["do"]](request)


def _apply(request):
    """Do what the button of an explanation says, once."""
    now = session.current()
    try:
        if (request["run_id"], request["revision"]) != (now.feed.run_id, now.feed.revision):
            raise ValueError("It is about another run, or was carried out before.")
        settings, fresh = remedied(now.settings, request["explanation"])
    except ValueError as error:
        protocol.log_rejected(error)
        return
    now.use(settings)
    if fresh:
        now.feed = Feed(settings.description, learner=learner())
    st.rerun()


def _share(request):
    """Remember at which epoch the run is to be taken away, once: the page opens the dialog for it."""
    now = session.current()
    if (request["run_id"], request["revision"]) != (now.feed.run_id, now.feed.revision):
        protocol.log_rejected("It is about another run, or about this one before a change.")
        return
    if request == now.share_request:
        return  # sent again, since the answer was late
    now.share_request = request
    now.share = {"feed": now.feed, "epoch": request["epoch"]}
    now.scenes_asked = False  # there can be one dialog
    st.rerun()


def begin_with(description, journal):
    """Let the run of a loaded model take the place of the one there is: for a callback of the dialog, which closes."""
    now = session.current()
    if now.is_lost:
        return
    now.use(replace(now.settings, description=description))
    kept_points.take(description.points)
    now.feed = Feed.loaded(description, journal, learner())
    stop_sharing()
    st.rerun()


def wants_to_share():
    """Return what the dialog "Share and save" is about, None while it is shut.

    It has the `feed` of the run and the `epoch` that was on show. The dialog may keep there what it has made of them;
    it goes when the dialog is closed.
    """
    now = session.current()
    return now.share if now.share and now.share["feed"] is now.feed else None


def stop_sharing():
    """The dialog is closed: for the next opening everything is made anew."""
    session.current().share = None


_CALLS = {"apply": _apply, "share": _share}  # requests that the whole page runs for


def _viewed():
    """Take over speed, stop epoch and target from the stage: the address is to have them."""
    view = _sent("view")
    try:
        session.current().use_view(view["speed"], view["stop"], view["target"])
    except (TypeError, KeyError, ValueError):  # the stage offers nothing else; this is not from it
        protocol.log_rejected("It sets an invalid speed, stop epoch or target.")
