"""The live stage on the page: mounts the component, hands its requests to the run's feed, and remembers its view.

The protocol that the two speak is written down in `playground/protocol.py`.
"""

import random
from contextlib import suppress
from dataclasses import replace
from functools import cache

import streamlit as st

from nn_core import ACTIVATIONS, FEATURES
from playground import assets, controls, engines, kept_points, presence, protocol, session
from playground.explanations import remedied, remedies, rules
from playground.feed import Feed
from playground.languages import current, in_browser
from playground.settings import MAX_STOP, SPEEDS
from playground.texts import N_, Plural, _, translated

KEY = "stage"

# Only these lines travel with every message. They fetch the modules, all at once, and those are fetched only once.
LOADER = """
const at = (path) => new URL(path, document.baseURI).href;
const link = (rel, href) => {{
  if (document.querySelector(`link[href="${{href}}"]`)) return;
  document.head.append(Object.assign(document.createElement("link"), {{ rel, href }}));
}};
link("stylesheet", at("{stage}/stage.css"));
for (const name of {modules}) link("modulepreload", at(`{stage}/${{name}}`));
const addresses = {{ stage: at("{stage}"), plotly: at("{plotly}"), failed: "{failed}" }};
const main = import(at("{stage}/main.js"));
export default (component) => {{
  let leave, left = false;
  main.then((m) => {{ if (!left) leave = m.mount(component, addresses); }})
    .catch((error) => {{
      console.error(error);
      component.parentElement.querySelector(".stage-place").textContent = addresses.failed;
    }});
  return () => {{ left = true; leave?.(); }};
}};
"""
LOADING = N_("The stage is on its way …")
FAILED = N_("The stage could not be loaded. Reload the page to try again.")
# What there is to see until the modules have arrived.
PLACE = """<div class="stage-place">
<p role="status">{loading}</p>
</div>"""

LABELS = {
    "play": N_("Play"),
    "pause": N_("Pause"),
    "step": N_("Step"),
    "walk": N_("One example"),
    "walk_help": N_("Walk through a single update, example by example, forward and back"),
    "reset": N_("Reset"),
    "reseed": N_("New seed"),
    "play_help": N_("Train, epoch by epoch (Space)"),
    "step_help": N_("Train one epoch; looking back, go to the next one that is kept (→)"),
    "reset_help": N_("Back to the untrained network, with the same first weights (N)"),
    "reseed_help": N_("Back to the start with other first weights"),
    "link": N_("Copy link"),
    "link_help": N_("Copy the address of this page: it holds every setting"),
    "link_done": N_("Copied"),
    "link_failed": N_("Not copied"),
    "share": N_("Share"),
    "share_help": N_("Take this run away: a link, Python code, the model, a recording"),
    "resume": N_("Continue at epoch {epoch}"),
    "resume_first": N_("Continue with your weights"),
    "resume_help": N_("Bring this run back to where it was, with the same weights"),
    "walk_title": N_("One example at a time"),
    "walk_title_of": Plural(
        "Update {update} of {updates} in this epoch: one example.",
        "Update {update} of {updates} in this epoch: the mean gradient of {count} examples.",
    ),
    "walk_chosen": N_("example {number} of {count}"),
    "walk_before": N_("The example before"),
    "walk_before_help": N_("Let another example of the mini-batch run through the diagram"),
    "walk_after": N_("The next example of the mini-batch"),
    "walk_after_help": N_("Let another example of the mini-batch run through the diagram"),
    "walk_back": N_("Back"),
    "walk_back_help": N_("To the phase before (←)"),
    "walk_next": N_("Next"),
    "walk_next_help": N_("To the next phase (→)"),
    "walk_play": N_("Go"),
    "walk_pause": N_("Hold"),
    "walk_pause_help": N_("Go through the phases by itself, or hold (Space)"),
    "walk_repeat": N_("Repeat"),
    "walk_repeat_help": N_("This update once more, from its beginning"),
    "walk_on": N_("Next example"),
    "walk_on_help": N_("On to the next update of this epoch"),
    "walk_end": N_("Finish the epoch"),
    "walk_speed": N_("Pace of the walk"),
    "walk_slow": N_("slow"),
    "walk_normal": N_("normal"),
    "walk_fast": N_("fast"),
    "walk_close": N_("Close the walk"),
    "walk_waiting": N_("Asking the server for this update …"),
    "walk_diverged": N_("Here the run diverges: the numbers of this update grow beyond all bounds."),
    "walk_example_classification": N_("The example: x₁ = {x1}, x₂ = {x2}, its class y is {label}."),
    "walk_example_regression": N_("The example: x₁ = {x1}, x₂ = {x2}, its value y is {y}."),
    "walk_forward": N_("Forward, {layer}: z = W·a + b, a = f(z) with f = {f}. a = {list}"),
    "walk_loss": N_("The prediction ŷ is {yHat}, the truth y is {y}. Mean loss of the update's examples: {before}."),
    "walk_backward_output": N_("Backward, {layer}: how much the loss changes with z: dz = da ⊙ f′(z) = {list}"),
    "walk_backward_hidden": N_("Backward, {layer}: da = Wᵀ·dz of the layer after it, dz = da ⊙ f′(z) = {list}"),
    "walk_update_plain": N_("The step: W ← W − α·dW, α = {rate}. {changes}. Their loss: {before} → {after}."),
    "walk_update_rule": N_("The step of the optimiser, α = {rate}. {changes}. Their loss: {before} → {after}."),
    "walk_change_plain": N_("W{layer}[{neuron}, {input}]: {w} − {rate} · ({dW}) = {next}"),
    "walk_change_rule": N_("W{layer}[{neuron}, {input}]: {w} → {next} (dW {dW})"),
    "activations": {name: dict.get(controls.NAMES, name) for name in ACTIVATIONS},
    "branch": N_("Continue from here"),
    "branch_help": N_("Train on from this epoch; the run as it was stays on the curve as a grey line"),
    "runs": N_("Runs side by side"),
    "runs_count": N_("Runs ({count})"),
    "runs_help": N_("Compare with the runs before, the grey lines"),
    "runs_forget": N_("Forget them"),
    "runs_number": N_("run {number}"),
    "runs_now": N_("now"),
    "runs_epoch": N_("epochs"),
    "runs_train": N_("training loss"),
    "runs_test": N_("test loss"),
    "runs_from": N_("continues"),
    "runs_from_run": N_("run {number} at {epoch}"),
    "runs_changes": N_("changes on the way"),
    "changed_at": N_("epoch {epoch}: {what}"),
    "set_by_hand": N_("{count} set by hand"),
    "live": {"learning_rate": N_("learning rate"), "batch_size": N_("batch size"), "penalty_rate": N_("penalty rate")},
    "refused": N_("That run cannot be brought back. Press Play to train anew."),
    "request_refused": N_(
        "The server did not accept that, and nothing has changed. Try again; if that does not help, reload the page."
    ),
    "arrived": N_("Here is epoch {epoch} of the link: the same loss as the sender's, to the last bit. Play goes on."),
    "arrived_near": N_(
        "Here is epoch {epoch} of the link. Its loss is {drift} off the sender's, whose computer rounds otherwise."
    ),
    "resuming": N_("Bringing the run back: epoch {epoch} of {goal}."),
    "resuming_paused": N_("Paused on the way to epoch {goal}, where the run had come to. Play goes on."),
    "scrubber": N_("Epoch on show"),
    "scrubber_now": N_("epoch {epoch} of {newest}"),
    "scrubber_help": N_("Drag to look back at any epoch (← and →)"),
    "save": N_("Save as PNG"),
    "speed": N_("Speed"),
    "speed_help": N_("Epochs a second, at most"),
    "speed_rate": N_("{speed} a second"),
    "speed_max": N_("max"),
    "stop": N_("Stop at epoch"),
    "stop_none": N_("never"),
    "status": N_("Epoch {epoch}, training loss {train}, test loss {test}, test accuracy {accuracy}%"),
    "state_idle": N_("Not trained yet: press Play and watch it learn."),
    "state_loaded": N_("The model as it was loaded: press Play, and it trains on from here."),
    "status_values": N_("Epoch {epoch}, training loss {train}, test loss {test}, test R² {r2}"),
    "status_rate": N_("learning rate {rate}"),
    "state_waiting": N_("Waiting for the server …"),
    "preparing": N_("Getting the fast engine ready: that takes a few seconds, once …"),
    "full": N_("This run has been changed so often that it takes no more changes. Reset begins anew."),
    "foreign": N_("Brought back by another engine than before: its last digits may differ."),
    "engines": {"numpy": N_("NumPy"), "numba": N_("Numba")},
    "engine_help": N_("What trains this network: the readable NumPy code, or the same compiled by Numba"),
    "state_playing": N_("Training."),
    "shared": Plural("Sharing the server with one other.", "Sharing the server with {count} others."),
    "state_paused": N_("Paused. Play goes on, Step trains one epoch."),
    "state_finished": N_("Stopped at epoch {newest}, as asked. Play goes on."),
    "lesson": N_("Be the optimiser"),
    "lesson_goal": N_("Drag the sliders until the training loss is below {target}. It is {loss}."),
    "lesson_goal_click": N_(
        "Click a neuron and set its numbers until the training loss is below {target}. It is {loss}."
    ),
    "lesson_done": N_(
        "Done by hand: {loss} is below {target}. Moves: {moves}. Now let it train: press Reset, then Play."
    ),
    "lesson_trained": N_("Below {target} at epoch {epoch}: it follows the slope of the loss. Reset to try it by hand."),
    "lesson_end": N_("End the lesson"),
    "past": N_("Looking back; the run has come to epoch {newest}. Play goes on from there."),
    "why": N_("Why?"),
    "why_help": N_("Where this is explained (opens beside this page)"),
    "neuron_dead": N_("{name}, dead: 0 for every training point"),
    "neuron_saturated": N_("{name}, saturated: its answer hardly changes"),
    "past_short": N_("Looking back."),
    "past_diverged": N_("Looking back; the run diverged after epoch {newest}."),
    "stop_past": N_("The stop at epoch {stop} is already past."),
    "state_diverged": N_("Diverged after epoch {newest}: the numbers grew beyond all bounds."),
    "state_offline": N_("No connection to the server. It goes on by itself when the connection is back."),
    "stage": N_("Live view of the training"),
    "transport": N_("Transport"),
    "views": N_("Views of what the network has learned"),
    "view_boundary": N_("Boundary"),
    "view_boundary_help": N_("The square, coloured by what the network would say of each place"),
    "view_surface": N_("Prediction"),
    "view_hidden": N_("Hidden space"),
    "view_hidden_help": N_("The square and the points, as a hidden layer sees them"),
    "view_relief": N_("Relief"),
    "view_relief_help": N_("The output as a landscape over the square"),
    "boundary": N_("Decision boundary"),
    "boundary_now": N_("Decision boundary at epoch {epoch}: {right}% of the training points on their side."),
    "surface": N_("Prediction"),
    "surface_now": N_("Predicted values at epoch {epoch}, R² {r2} on the training points."),
    "scale_help": N_("The colour of what the network says: pale where it is near the middle"),
    "scale_end": N_("1: predicted value; a point has its true one"),
    "discrete": N_("Discrete"),
    "discrete_help": N_("Show only which class the network decides for, not how sure it is"),
    "test_points": N_("Test points"),
    "test_points_help": N_("Also show the points that are kept from training"),
    "class_0": N_("class 0"),
    "class_1": N_("class 1"),
    "training_point": N_("filled: training"),
    "test_point": N_("hollow: test"),
    "outside": Plural("One point lies outside this view.", "{count} points lie outside this view."),
    "zoom_back": N_("Double-click for the whole square."),
    "point": N_("x₁ {x1}  x₂ {x2}  ŷ {y}"),
    "finder": N_("Crosshair over the square"),
    "finder_help": N_("Arrow keys move it, in small steps with Shift: it reads what the network says of a point"),
    "hidden_layer": N_("Layer"),
    "hidden_axes": N_("Axes"),
    "hidden_principal": N_("principal axes"),
    "hidden_neurons": N_("two neurons"),
    "hidden_x": N_("across"),
    "hidden_y": N_("up"),
    "hidden_neuron": N_("neuron {number}"),
    "hidden_border": N_("ŷ = 0.5: a straight line"),
    "hidden_help": N_("The square as this layer bends it, coloured by the output."),
    "hidden_one": N_("One neuron: the points are spread up and down only to tell them apart."),
    "hidden_none": N_(
        "This network has no hidden layer, so there is no hidden space: the output sees the inputs as they are."
    ),
    "hidden_now": N_(
        "Epoch {epoch}: the square and the training points as hidden layer {layer} sees them. Across: {x}."
    ),
    "hidden_now_up": N_("Up: {y}."),
    "hidden_now_line": N_("A straight line parts the classes: {right}% of the training points are on their side."),
    "axis_principal": [
        N_("1st principal axis ({share}% of the variance)"),
        N_("2nd principal axis ({share}% of the variance)"),
    ],
    "relief_now": N_("Relief of the output over the square at epoch {epoch}: from {least} to {most}."),
    "relief_help": N_("Drag to turn it. A point lies at the height of its true value."),
    "relief_failed": N_("This browser cannot draw in three dimensions (WebGL is switched off)."),
    "turn": N_("Turn the relief"),
    "turn_left": N_("Turn left"),
    "turn_right": N_("Turn right"),
    "turn_up": N_("More from above"),
    "turn_down": N_("More from the side"),
    "curve": N_("Loss"),
    "curve_now": N_("Loss curve, epoch 0 to {epoch}: training loss {train}, test loss {test}."),
    "curve_past": N_(
        "Loss curve, epoch 0 to {newest}, marked at epoch {epoch}: training loss {train}, test loss {test}."
    ),
    "curve_empty": N_("Press Play: the loss of every epoch is drawn here."),
    "log": N_("Log scale"),
    "log_help": N_("Show the loss on a logarithmic axis"),
    "epoch": N_("epoch"),
    "loss": N_("loss"),
    "training": N_("training"),
    "test": N_("test"),
    "network": N_("Network"),
    "network_now": N_("Network with the layers {sizes}; the weights go from {least} to {most}."),
    "network_help": N_(
        "Squares: what each neuron answers. Lines: weights, blue up, orange and dashed down. Click one."
    ),
    "changes": N_("Changes"),
    "changes_help": N_("Let the lines show how much each weight has just changed"),
    "changes_now": N_("Each line is the last change of a weight in one epoch: hair-thin 0.00001, thickest 1 or more."),
    "change": N_("changed by {value} in the last epoch"),
    "neuron_scale": N_("{most}: its answer"),
    "neuron_now": N_("What {name} answers over the square at epoch {epoch}."),
    "point_neuron": N_("x₁ {x1}  x₂ {x2}  a {y}"),
    "close": N_("Close"),
    "neuron_before": N_("The neuron before"),
    "neuron_after": N_("The next neuron"),
    "bias_name": N_("bias"),
    "weight_of": N_("weight of {name}"),
    "neuron_short": N_("neuron {neuron}"),
    "slider_of": N_("{name}, to drag"),
    "value_empty": N_("There is no number. Type one, such as 0.5; {name} stays {value}."),
    "value_text": N_("“{text}” is not a number. Type one, such as -0.5 or 1/2; {name} stays {value}."),
    "value_by_zero": N_("“{text}” is not a number: nothing can be divided by 0. {name} stays {value}."),
    "value_comma": N_("“{text}” is not a number: decimals are written with a point. {name} stays {value}."),
    "value_large": N_("“{text}” is too large: from −1,000,000 to 1,000,000. {name} stays {value}."),
    "mistakes": N_("Mistakes"),
    "mistakes_help": N_("Ring the points that are on the wrong side"),
    "quality": N_("How good is it?"),
    "accuracy_of": N_("{name}: {accuracy}% right"),
    "predicted_1": N_("says 1"),
    "predicted_0": N_("says 0"),
    "truly_1": N_("is 1"),
    "truly_0": N_("is 0"),
    "mse": N_("mean squared error"),
    "rmse": N_("its root"),
    "r2": N_("R², 1 at best"),
    "layer_inputs": N_("inputs"),
    "layer_hidden": N_("hidden {number}"),
    "layer_output": N_("output"),
    "input": N_("input {name}"),
    "neuron": N_("hidden layer {layer}, neuron {neuron}"),
    "output_neuron": N_("output ŷ"),
    "bias": N_("bias {value}"),
    "weight": N_("weight {value}"),
    "weights_from_inputs": N_("weights from the inputs"),
    "weights_from_hidden": N_("weights from hidden layer {number}"),
    "from_to": N_("{source} → {target}"),
    "input_reads": N_("what the network is given: no weights of its own"),
    "features": {name: dict.get(controls.NAMES, name) for name in FEATURES},
    "charts_failed": N_("The axes could not be loaded. Reload the page to try again."),
}


@cache
def _component(code):
    """The component as it is for the readers of one language, the one who reads now."""
    return st.components.v2.component(
        f"live_stage_{code}",
        html=PLACE.format(loading=_(LOADING)),
        js=LOADER.format(**assets.publish(), failed=_(FAILED)),
        isolate_styles=False,
    )


@cache
def _labels(code):
    """The stage's labels in one language, the one who reads now."""
    return translated(LABELS)


def live_stage(wanted):
    """Show the live stage for these settings, on the run there is if they suit it, else on a new one."""
    engines.prepare()
    feed = st.session_state.get("feed")
    shared = st.session_state.pop("shared", None)
    if shared is not None:
        st.session_state.feed = Feed.shared(wanted.description, shared)
    elif feed is None or not feed.follow(wanted.description):
        st.session_state.feed = Feed(wanted.description)
    st.session_state.page_runs = True
    _live()


@st.fragment
def _live():
    page_runs = st.session_state.pop("page_runs", False)
    if session.is_lost():
        st.rerun()
    request = _request()
    if not page_runs and session.is_behind():  # a run of the page has seen to all that is new: it would go on for ever
        # The browser sends a request and the change of a control that fall together as one, and may take it for the
        # fragment's affair.
        st.rerun()
    payload = _answer(request, {"view": session.view()})
    presence.note(st.session_state.feed)
    _component(current().code)(key=KEY, data=payload, on_ask_change=_asked, on_view_change=_viewed)


def _request():
    """Return what the stage asks for in this run of the page: None if nothing; of what cannot be read, its number."""
    asked = (st.session_state.get(KEY) or {}).get("ask")
    if asked is None:
        return None
    try:
        return protocol.read(asked)
    except ValueError as error:
        protocol.log_rejected(error)
        return {"id": protocol.number_of(asked)}


def _answer(request, view):
    """Return the answer to a request, or a refusal; where there is nothing else to say, the opening of the run."""
    feed = st.session_state.feed
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
        st.session_state.feed = feed.again()
    elif do == "reseed":
        protocol.log_rejected("The seed of this run is not to be changed.")  # where it may be, `_asked` has seen to it
        return False
    elif do == "apply":  # `_asked` has carried out what can be: of this very run nothing can
        return (request["run_id"], request["revision"]) != (feed.run_id, feed.revision)
    elif do == "continue":
        return _continue(feed, request)
    return do is not None


def _continue(feed, request):
    """Put the run that the browser remembers in place of the one there is; return False if that cannot be done."""
    try:
        before = (request.get(name) for name in ("start", "journal", "epoch", "engine", "loaded"))
        st.session_state.feed = Feed.continued(feed.description, *before)
    except ValueError as error:
        protocol.log_rejected(error)
        return False
    return True


def _opening(view):
    texts = {"labels": _labels(current().code), "language": in_browser()}
    texts |= {"speeds": SPEEDS, "max_stop": MAX_STOP, "rules": rules()}
    texts["remedies"] = remedies(st.session_state.settings)
    shared = st.session_state.get("share_request", {}).get("id")
    said = {"shared": shared, "greet": not has_come()}
    return st.session_state.feed.opening(**said, **texts, **view)


def has_come():
    """True once the stage has shown itself in the browser; until then the page keeps out of its way."""
    return st.session_state.get("greeted", False)


def _asked():
    """Run the whole page at the first sign of the stage, and for what changes settings: a new seed, or a remedy."""
    asked = (st.session_state.get(KEY) or {}).get("ask")
    if not has_come():
        st.session_state.greeted = True
        st.rerun()
    reseed = {"version": protocol.VERSION, "do": "reseed", "run_id": st.session_state.feed.run_id}
    settings = st.session_state.settings
    if isinstance(asked, dict) and reseed.items() <= asked.items() and settings.may_change("seed"):
        seed = random.SystemRandom().randrange(1000)
        session.put(settings.with_value("seed", seed if seed != settings.description.seed else 1000))
        st.rerun()
    with suppress(ValueError):  # what is wrong with the request itself is said when the page runs
        request = protocol.read(asked)
        if request["do"] in _CALLS:
            _CALLS[request["do"]](request)


def _apply(request):
    """Do what the button of an explanation says, once."""
    feed = st.session_state.feed
    try:
        if (request["run_id"], request["revision"]) != (feed.run_id, feed.revision):
            raise ValueError("It is about another run, or was carried out before.")
        settings, fresh = remedied(st.session_state.settings, request["explanation"])
    except ValueError as error:
        protocol.log_rejected(error)
        return
    session.put(settings)
    if fresh:
        st.session_state.feed = Feed(settings.description)
    st.rerun()


def _share(request):
    """Remember at which epoch the run is to be taken away, once: the page opens the dialog for it."""
    state = st.session_state
    if (request["run_id"], request["revision"]) != (state.feed.run_id, state.feed.revision):
        protocol.log_rejected("It is about another run, or about this one before a change.")
        return
    if request == state.get("share_request"):
        return  # sent again, since the answer was late
    state.share_request = request
    state.share = {"feed": state.feed, "epoch": request["epoch"]}
    state.pop("scenes_asked", None)  # there can be one dialog
    st.rerun()


def begin_with(description, journal):
    """Put the run of a loaded model in place, from a callback of the dialog, which is closed."""
    state = st.session_state
    if session.is_lost():
        return
    session.put(replace(state.settings, description=description))
    kept_points.take(description.points)
    state.feed = Feed.loaded(description, journal)
    stop_sharing()
    st.rerun()


def wants_to_share():
    """Return what the dialog "Share and save" is about, None while it is shut.

    It has the `feed` of the run and the `epoch` that was on show. The dialog may keep there what it has made of them;
    it goes when the dialog is closed.
    """
    share = st.session_state.get("share")
    return share if share and share["feed"] is st.session_state.feed else None


def stop_sharing():
    """The dialog is closed: for the next opening everything is made anew."""
    st.session_state.pop("share", None)


_CALLS = {"apply": _apply, "share": _share}  # requests that the whole page runs for


def _viewed():
    """Speed, stop epoch and target were set in the stage: they belong into the address."""
    view = (st.session_state.get(KEY) or {}).get("view")
    try:
        session.put_view(view["speed"], view["stop"], view["target"])
    except (TypeError, KeyError, ValueError):  # the stage offers nothing else; this is not from it
        protocol.log_rejected("It sets no speed, stop epoch and target that there are.")
