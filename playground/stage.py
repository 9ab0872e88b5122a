"""The live stage on the page: mounts the component, hands its requests to the run's feed, and remembers its view.

The protocol that the two speak is written down in `playground/feed.py`.
"""

import random
from contextlib import suppress

import streamlit as st

from nn_core import ACTIVATIONS, FEATURES
from playground import assets, controls, engines, requests, session
from playground.explanations import remedied, remedies, rules
from playground.feed import Feed
from playground.settings import MAX_STOP, SPEEDS
from playground.texts import _

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
    .catch(() => {{ component.parentElement.querySelector(".stage-place").textContent = addresses.failed; }});
  return () => {{ left = true; leave?.(); }};
}};
"""
LOADING = _("The stage is on its way …")
FAILED = _("The stage could not be loaded. Reload the page to try again.")
# What there is to see until the modules have arrived.
PLACE = """<div class="stage-place">
<p role="status">{loading}</p>
</div>"""

LABELS = {
    "play": _("Play"),
    "pause": _("Pause"),
    "step": _("Step"),
    "walk": _("One example"),
    "walk_help": _("Walk through a single update, example by example, forward and back"),
    "reset": _("Reset"),
    "reseed": _("New seed"),
    "play_help": _("Train, epoch by epoch (Space)"),
    "step_help": _("Train one epoch; looking back, go to the next one that is kept (→)"),
    "reset_help": _("Back to the untrained network, with the same first weights (N)"),
    "reseed_help": _("Back to the start with other first weights"),
    "link": _("Copy link"),
    "link_help": _("Copy the address of this page: it holds every setting"),
    "link_done": _("Copied"),
    "link_failed": _("Not copied"),
    "resume": _("Continue at epoch {epoch}"),
    "resume_help": _("Bring this run back to where it was, with the same weights"),
    "walk_title": _("One example at a time"),
    "walk_batch": _("Update {update} of {updates} in this epoch: the mean gradient of {count} examples."),
    "walk_single": _("Update {update} of {updates} in this epoch: one example."),
    "walk_chosen": _("example {number} of {count}"),
    "walk_before": _("The example before"),
    "walk_before_help": _("Let another example of the mini-batch run through the diagram"),
    "walk_after": _("The next example of the mini-batch"),
    "walk_after_help": _("Let another example of the mini-batch run through the diagram"),
    "walk_back": _("Back"),
    "walk_back_help": _("To the phase before (←)"),
    "walk_next": _("Next"),
    "walk_next_help": _("To the next phase (→)"),
    "walk_play": _("Go"),
    "walk_pause": _("Hold"),
    "walk_pause_help": _("Go through the phases by itself, or hold (Space)"),
    "walk_repeat": _("Repeat"),
    "walk_repeat_help": _("This update once more, from its beginning"),
    "walk_on": _("Next example"),
    "walk_on_help": _("On to the next update of this epoch"),
    "walk_end": _("Finish the epoch"),
    "walk_speed": _("Pace of the walk"),
    "walk_slow": _("slow"),
    "walk_normal": _("normal"),
    "walk_fast": _("fast"),
    "walk_close": _("Close the walk"),
    "walk_waiting": _("Asking the server for this update …"),
    "walk_diverged": _("Here the run diverges: the numbers of this update grow beyond all bounds."),
    "walk_example_classification": _("The example: x₁ = {x1}, x₂ = {x2}, its class y is {label}."),
    "walk_example_regression": _("The example: x₁ = {x1}, x₂ = {x2}, its value y is {y}."),
    "walk_forward": _("Forward, {layer}: z = W·a + b, a = f(z) with f = {f}. a = {list}"),
    "walk_loss": _("The prediction ŷ is {yHat}, the truth y is {y}. Mean loss of the update's examples: {before}."),
    "walk_backward_output": _("Backward, {layer}: how much the loss changes with z: dz = da ⊙ f′(z) = {list}"),
    "walk_backward_hidden": _("Backward, {layer}: da = Wᵀ·dz of the layer after it, dz = da ⊙ f′(z) = {list}"),
    "walk_update_plain": _("The step: W ← W − α·dW, α = {rate}. {changes}. Their loss: {before} → {after}."),
    "walk_update_rule": _("The step of the optimiser, α = {rate}. {changes}. Their loss: {before} → {after}."),
    "walk_change_plain": _("W{layer}[{neuron}, {input}]: {w} − {rate} · ({dW}) = {next}"),
    "walk_change_rule": _("W{layer}[{neuron}, {input}]: {w} → {next} (dW {dW})"),
    "activations": {name: controls.NAMES[name] for name in ACTIVATIONS},
    "branch": _("Continue from here"),
    "branch_help": _("Train on from this epoch; the run as it was stays on the curve as a grey line"),
    "runs": _("Runs side by side"),
    "runs_count": _("Runs ({count})"),
    "runs_help": _("Compare with the runs before, the grey lines"),
    "runs_forget": _("Forget them"),
    "runs_number": _("run {number}"),
    "runs_now": _("now"),
    "runs_epoch": _("epochs"),
    "runs_train": _("training loss"),
    "runs_test": _("test loss"),
    "runs_from": _("continues"),
    "runs_from_run": _("run {number} at {epoch}"),
    "runs_changes": _("changes on the way"),
    "changed_at": _("epoch {epoch}: {what}"),
    "set_by_hand": _("{count} set by hand"),
    "live": {"learning_rate": _("learning rate"), "batch_size": _("batch size"), "penalty_rate": _("penalty rate")},
    "refused": _("That run cannot be brought back. Press Play to train anew."),
    "resuming": _("Bringing the run back: epoch {epoch} of {goal}."),
    "resuming_paused": _("Paused on the way to epoch {goal}, where the run had come to. Play goes on."),
    "scrubber": _("Epoch on show"),
    "scrubber_now": _("epoch {epoch} of {newest}"),
    "scrubber_help": _("Drag to look back at any epoch (← and →)"),
    "save": _("Save as PNG"),
    "speed": _("Speed"),
    "speed_help": _("Epochs a second, at most"),
    "speed_rate": _("{speed} a second"),
    "speed_max": _("max"),
    "stop": _("Stop at epoch"),
    "stop_none": _("never"),
    "status": _("Epoch {epoch}, training loss {train}, test loss {test}, test accuracy {accuracy} %"),
    "state_idle": _("Not trained yet: press Play and watch it learn."),
    "status_values": _("Epoch {epoch}, training loss {train}, test loss {test}, test R² {r2}"),
    "status_rate": _("learning rate {rate}"),
    "state_waiting": _("Waiting for the server …"),
    "preparing": _("Getting the fast engine ready: that takes a few seconds, once …"),
    "foreign": _("Brought back by another engine than before: its last digits may differ."),
    "engines": {"numpy": _("NumPy"), "numba": _("Numba")},
    "engine_help": _("What trains this network: the readable NumPy code, or the same compiled by Numba"),
    "state_playing": _("Training."),
    "state_paused": _("Paused. Play goes on, Step trains one epoch."),
    "state_finished": _("Stopped at epoch {newest}, as asked. Play goes on."),
    "lesson": _("Be the optimiser"),
    "lesson_goal": _("Drag the sliders until the training loss is below {target}. It is {loss}."),
    "lesson_goal_click": _(
        "Click a neuron and set its numbers until the training loss is below {target}. It is {loss}."
    ),
    "lesson_done": _(
        "Done by hand: {loss} is below {target}. Moves: {moves}. Now let it train: press Reset, then Play."
    ),
    "lesson_trained": _("Below {target} at epoch {epoch}: it follows the slope of the loss. Reset to try it by hand."),
    "lesson_end": _("End the lesson"),
    "past": _("Looking back; the run has come to epoch {newest}. Play goes on from there."),
    "why": _("Why?"),
    "why_help": _("Where this is explained (opens beside this page)"),
    "neuron_dead": _("{name}, dead: 0 for every training point"),
    "neuron_saturated": _("{name}, saturated: its answer hardly changes"),
    "past_short": _("Looking back."),
    "past_diverged": _("Looking back; the run diverged after epoch {newest}."),
    "stop_past": _("The stop at epoch {stop} is already past."),
    "state_diverged": _("Diverged after epoch {newest}: the numbers grew beyond all bounds."),
    "state_offline": _("No connection to the server. It goes on by itself when the connection is back."),
    "stage": _("Live view of the training"),
    "transport": _("Transport"),
    "views": _("Views of what the network has learned"),
    "view_boundary": _("Boundary"),
    "view_boundary_help": _("The square, coloured by what the network would say of each place"),
    "view_surface": _("Prediction"),
    "view_hidden": _("Hidden space"),
    "view_hidden_help": _("The square and the points, as a hidden layer sees them"),
    "view_relief": _("Relief"),
    "view_relief_help": _("The output as a landscape over the square"),
    "boundary": _("Decision boundary"),
    "boundary_now": _("Decision boundary at epoch {epoch}: {right} % of the training points on their side."),
    "surface": _("Prediction"),
    "surface_now": _("Predicted values at epoch {epoch}, R² {r2} on the training points."),
    "scale_help": _("The colour of what the network says: pale where it is near the middle"),
    "scale_end": _("1: predicted value; a point has its true one"),
    "discrete": _("Discrete"),
    "discrete_help": _("Show only which class the network decides for, not how sure it is"),
    "test_points": _("Test points"),
    "test_points_help": _("Also show the points that are kept from training"),
    "class_0": _("class 0"),
    "class_1": _("class 1"),
    "training_point": _("filled: training"),
    "test_point": _("hollow: test"),
    "outside": _("{count} points lie outside this view."),
    "zoom_back": _("Double-click for the whole square."),
    "point": _("x₁ {x1}  x₂ {x2}  ŷ {y}"),
    "hidden_layer": _("Layer"),
    "hidden_axes": _("Axes"),
    "hidden_principal": _("principal axes"),
    "hidden_neurons": _("two neurons"),
    "hidden_x": _("across"),
    "hidden_y": _("up"),
    "hidden_neuron": _("neuron {number}"),
    "hidden_border": _("ŷ = 0.5: a straight line"),
    "hidden_help": _("The square as this layer bends it, coloured by the output."),
    "hidden_one": _("One neuron: the points are spread up and down only to tell them apart."),
    "hidden_none": _(
        "This network has no hidden layer, so there is no hidden space: the output sees the inputs as they are."
    ),
    "hidden_now": _(
        "Epoch {epoch}: the square and the training points as hidden layer {layer} sees them. Across: {x}."
    ),
    "hidden_now_up": _("Up: {y}."),
    "hidden_now_line": _("A straight line parts the classes: {right} % of the training points are on their side."),
    "axis_principal": [
        _("1st principal axis ({share} % of the variance)"),
        _("2nd principal axis ({share} % of the variance)"),
    ],
    "relief_now": _("Relief of the output over the square at epoch {epoch}: from {least} to {most}."),
    "relief_old": _("This is epoch {epoch}. Pause to see the surface of the epoch on show."),
    "relief_wait": _("Pause to see the surface of the epoch on show."),
    "relief_help": _("Drag to turn it. A point lies at the height of its true value."),
    "relief_failed": _("This browser cannot draw in three dimensions (WebGL is switched off)."),
    "turn": _("Turn the relief"),
    "turn_left": _("Turn left"),
    "turn_right": _("Turn right"),
    "turn_up": _("More from above"),
    "turn_down": _("More from the side"),
    "curve": _("Loss"),
    "curve_now": _("Loss curve, epoch 0 to {epoch}: training loss {train}, test loss {test}."),
    "curve_empty": _("Press Play: the loss of every epoch is drawn here."),
    "log": _("Log scale"),
    "log_help": _("Show the loss on a logarithmic axis"),
    "epoch": _("epoch"),
    "loss": _("loss"),
    "training": _("training"),
    "test": _("test"),
    "network": _("Network"),
    "network_now": _("Network with the layers {sizes}; the weights go from {least} to {most}."),
    "network_help": _("Squares: what each neuron answers. Lines: weights, blue up, orange and dashed down. Click one."),
    "changes": _("Changes"),
    "changes_help": _("Let the lines show how much each weight has just changed"),
    "changes_now": _("Each line is the last change of a weight in one epoch: hair-thin 0.00001, thickest 1 or more."),
    "change": _("changed by {value} in the last epoch"),
    "neuron_scale": _("{most}: its answer"),
    "neuron_now": _("What {name} answers over the square at epoch {epoch}."),
    "point_neuron": _("x₁ {x1}  x₂ {x2}  a {y}"),
    "close": _("Close"),
    "bias_name": _("bias"),
    "weight_of": _("weight of {name}"),
    "neuron_short": _("neuron {neuron}"),
    "slider_of": _("{name}, to drag"),
    "value_empty": _("There is no number. Type one, such as 0.5; {name} stays {value}."),
    "value_text": _("“{text}” is not a number. Type one, such as -0.5; {name} stays {value}."),
    "value_comma": _("“{text}” is not a number: decimals are written with a point. {name} stays {value}."),
    "value_large": _("“{text}” is too large: from −1,000,000 to 1,000,000. {name} stays {value}."),
    "mistakes": _("Mistakes"),
    "mistakes_help": _("Ring the points that are on the wrong side"),
    "quality": _("How good is it?"),
    "accuracy_of": _("{name}: {accuracy} % right"),
    "predicted_1": _("says 1"),
    "predicted_0": _("says 0"),
    "truly_1": _("is 1"),
    "truly_0": _("is 0"),
    "mse": _("mean squared error"),
    "rmse": _("its root"),
    "r2": _("R², 1 at best"),
    "layer_inputs": _("inputs"),
    "layer_hidden": _("hidden {number}"),
    "layer_output": _("output"),
    "input": _("input {name}"),
    "neuron": _("hidden layer {layer}, neuron {neuron}"),
    "output_neuron": _("output ŷ"),
    "bias": _("bias {value}"),
    "weight": _("weight {value}"),
    "weights_from_inputs": _("weights from the inputs"),
    "weights_from_hidden": _("weights from hidden layer {number}"),
    "from_to": _("{source} → {target}"),
    "input_reads": _("what the network is given: no weights of its own"),
    "features": {name: controls.NAMES[name] for name in FEATURES},
    "charts_failed": _("The axes could not be loaded. Reload the page to try again."),
}


_mount = st.components.v2.component(
    "live_stage",
    html=PLACE.format(loading=LOADING),
    js=LOADER.format(**assets.publish(), failed=FAILED),
    isolate_styles=False,
)


def live_stage(wanted):
    """Show the live stage for these settings, on the run there is if they suit it, else on a new one."""
    engines.prepare()
    feed = st.session_state.get("feed")
    if feed is None or not feed.follow(wanted.description):
        st.session_state.feed = Feed(wanted.description)
    _live()


@st.fragment
def _live():
    request = _request()
    if session.is_behind():
        if request and request.get("run") != st.session_state.feed.token and session.controls_are_old():
            session.show_in_controls()
        else:
            # The browser sends a request and the change of a control that fall together as one, and may take it for
            # the fragment's affair.
            st.rerun()
    payload = _answer(request, {"view": session.view()})
    _mount(key=KEY, data=payload, on_ask_change=_asked, on_view_change=_viewed)


def _request():
    """Return what the stage asks for in this run of the page: None if nothing, {} if it cannot be carried out."""
    asked = (st.session_state.get(KEY) or {}).get("ask")
    if asked is None:
        return None
    try:
        return requests.read(asked)
    except ValueError as error:
        requests.ignored(error)
        return {}


def _answer(request, view):
    """Return what the request asks for; without one, or where it cannot be had, the opening of the run."""
    feed, refused = st.session_state.feed, request == {}
    do = request["do"] if request else None
    answer = feed.answer(request, **view) if do in ("train", "look", "walk", "branch") else None
    if do in ("reset", "reseed", "continue") and request["run"] != feed.token:
        requests.ignored("It names another run.")
    elif do == "reset":
        st.session_state.feed = Feed(feed.description)
    elif do == "continue":
        refused = not _continue(feed, request)
    texts = {"labels": LABELS, "speeds": SPEEDS, "max_stop": MAX_STOP, "rules": rules()}
    texts["remedies"] = remedies(st.session_state.settings)
    return answer or st.session_state.feed.opening(refused=refused, greet=not has_come(), **texts, **view)


def _continue(feed, request):
    """Put the run that the browser remembers in place of the one there is; return False if that cannot be done."""
    try:
        before = (request.get(name) for name in ("start", "journal", "epoch", "engine"))
        st.session_state.feed = Feed.continued(feed.description, *before)
    except ValueError as error:
        requests.ignored(error)
        return False
    return True


def has_come():
    """True once the stage has shown itself in the browser; until then the page keeps out of its way."""
    return st.session_state.get("greeted", False)


def _asked():
    """Run the whole page at the first sign of the stage, and for what changes settings: a new seed, or a remedy."""
    asked = (st.session_state.get(KEY) or {}).get("ask")
    if not has_come():
        st.session_state.greeted = True
        st.rerun()
    reseed = {"version": requests.VERSION, "do": "reseed", "run": st.session_state.feed.token}
    if isinstance(asked, dict) and reseed.items() <= asked.items():
        settings = st.session_state.settings
        seed = random.SystemRandom().randrange(1000)
        session.choose(settings.with_value("seed", seed if seed != settings.description.seed else 1000))
        st.rerun()
    if isinstance(asked, dict) and asked.get("do") == "apply":
        with suppress(ValueError):  # what is wrong with the request itself is said when the page runs
            _apply(requests.read(asked))


def _apply(request):
    """Do what the button of an explanation says, once."""
    feed = st.session_state.feed
    try:
        if (request["run"], request["revision"]) != (feed.token, feed.revision):
            raise ValueError("It is about another run, or was carried out before.")
        settings, fresh = remedied(st.session_state.settings, request["explanation"])
    except ValueError as error:
        requests.ignored(error)
        return
    session.choose(settings)
    if fresh:
        st.session_state.feed = Feed(settings.description)
    st.rerun()


def _viewed():
    """Speed, stop epoch and target were set in the stage: they belong into the address."""
    view = (st.session_state.get(KEY) or {}).get("view")
    try:
        session.put_view(view["speed"], view["stop"], view["target"])
    except (TypeError, KeyError, ValueError):  # the stage offers nothing else; this is not from it
        requests.ignored("It sets no speed, stop epoch and target that there are.")
