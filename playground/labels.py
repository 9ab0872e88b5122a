"""Labels: what the controls, their options and the parts of the stage are called.

Longer texts, such as the help of a control, stand where they are drawn.
"""

from nn_core import ACTIVATIONS, FEATURES
from nn_core.own import OWN
from playground.choices import EACH
from playground.texts import N_, Plural, Texts, _, plain, translated

# What the controls are called, by their names in the address.
LABELS = Texts({
    "presets": N_("Scenes"),
    "dataset": N_("Data set"),
    "n": N_("Points"),
    "noise": N_("Noise"),
    "split": N_("For training"),
    "hidden": N_("Hidden layers"),
    "activation": N_("Activation"),
    "lr": N_("Learning rate"),
    "batch": N_("Batch size"),
    "task": N_("Task"),
    "features": N_("Inputs"),
    "init": N_("Initial weights"),
    "order": N_("Order of the examples"),
    "optimiser": N_("Optimiser"),
    "clip": N_("Clip at"),
    "schedule": N_("Schedule"),
    "period": N_("Period in epochs"),
    "penalty": N_("Penalty on large weights"),
    "penaltyrate": N_("Penalty rate"),
    "dataseed": N_("Data seed"),
    "seed": N_("Seed"),
})  # fmt: skip
# What the options of each registry are called, by the setting that they are chosen for.
OPTIONS = {
    "task": {
        "classification": N_("Classes"),
        "regression": N_("Values (regression)"),
    },
    "dataset": {
        "circle": N_("Circle"),
        "xor": N_("XOR"),
        "gauss": N_("Two clouds"),
        "spiral": N_("Spiral"),
        "moons": N_("Moons"),
        "checkerboard": N_("Checkerboard"),
        "rings": N_("Rings"),
        "heart": N_("Heart"),
        OWN: N_("Your own"),
        "plane": N_("Plane"),
        "hills": N_("Hills"),
    },
    "activation": {
        "tanh": N_("tanh"),
        "relu": N_("ReLU"),
        "sigmoid": N_("sigmoid"),
        "leaky_relu": N_("leaky ReLU"),
        "elu": N_("ELU"),
        "silu": N_("SiLU, swish"),
        "softplus": N_("softplus"),
        "linear": N_("linear"),
        EACH: N_("per layer"),
    },
    "features": {
        "x1": "x₁",
        "x2": "x₂",
        "x1sq": "x₁²",
        "x2sq": "x₂²",
        "x1x2": "x₁x₂",
        "sinx1": "sin x₁",
        "sinx2": "sin x₂",
    },
    "initialiser": {
        "uniform": N_("uniform −1 to 1"),
        "glorot": N_("Glorot (Xavier)"),
        "he": N_("He"),
        "zeros": N_("zeros"),
    },
    "order": {
        "shuffled": N_("shuffled every epoch"),
        "sorted": N_("sorted by label"),
    },
    "optimiser": {
        "sgd": N_("SGD"),
        "momentum": N_("momentum"),
        "adam": N_("Adam"),
    },
    "schedule": {
        "constant": N_("constant"),
        "step": N_("in steps"),
        "cosine": N_("cosine"),
    },
    "penalty": {
        "none": N_("none"),
        "l1": N_("L1"),
        "l2": N_("L2"),
    },
}
# What the stage shows, by the names that its modules know.
STAGE = {
    "play": N_("Play"),
    "pause": N_("Pause"),
    "step": N_("Step"),
    "walk": N_("One example"),
    "walk_help": N_("Walk through a single update, phase by phase, forward and backward"),
    "reset": N_("Reset"),
    "reseed": N_("New seed"),
    "play_help": N_("Train, epoch by epoch (Space)"),
    "step_help": N_("Train one epoch; when looking back, go to the next recorded one (→)"),
    "reset_help": N_("Back to the untrained network, with the same initial weights (N)"),
    "reseed_help": N_("Back to the start with other initial weights"),
    "link": N_("Copy link"),
    "link_help": N_("Copy the address of this page: it holds every setting"),
    "link_done": N_("Copied"),
    "link_failed": N_("Not copied"),
    "share": N_("Share"),
    "share_help": N_("Take this run with you: a link, Python code, the model, a recording"),
    "resume": N_("Continue at epoch {epoch}"),
    "resume_first": N_("Continue with your weights"),
    "resume_help": N_("Bring this run back to where it was, with the same weights"),
    "walk_title": N_("One example at a time"),
    "walk_title_of": Plural(
        "Update {update} of {updates} in this epoch: one example.",
        "Update {update} of {updates} in this epoch: the mean gradient of {count} examples.",
    ),
    "walk_chosen": N_("example {number} of {count}"),
    "walk_before": N_("The previous example"),
    "walk_before_help": N_("Show another example of the mini-batch in the diagram"),
    "walk_after": N_("The next example of the mini-batch"),
    "walk_after_help": N_("Show another example of the mini-batch in the diagram"),
    "walk_back": N_("Back"),
    "walk_back_help": N_("To the previous phase (←)"),
    "walk_next": N_("Next"),
    "walk_next_help": N_("To the next phase (→)"),
    "walk_play": N_("Play"),
    "walk_pause": N_("Pause"),
    "walk_pause_help": N_("Play the phases one after another, or pause (Space)"),
    "walk_repeat": N_("Repeat"),
    "walk_repeat_help": N_("This update again, from the beginning"),
    "walk_on": N_("Next update"),
    "walk_on_help": N_("Go to the next update of this epoch"),
    "walk_end": N_("Finish the epoch"),
    "walk_speed": N_("Speed of the walk"),
    "walk_slow": N_("slow"),
    "walk_normal": N_("normal"),
    "walk_fast": N_("fast"),
    "walk_close": N_("Close the walk"),
    "walk_waiting": N_("Asking the server for this update …"),
    "walk_diverged": N_("The run diverges here: the numbers of this update become too large."),
    "walk_example_classification": N_("The example: x₁ = {x1}, x₂ = {x2}, its class y is {label}."),
    "walk_example_regression": N_("The example: x₁ = {x1}, x₂ = {x2}, its value y is {y}."),
    "walk_forward": N_("Forward, {layer}: z = W·a + b, a = f(z) with f = {f}. a = {list}"),
    "walk_loss": N_("The prediction ŷ is {yHat}, the truth y is {y}. Mean loss of the update's examples: {before}."),
    "walk_backward_output": N_("Backward, {layer}: how much the loss changes with z: dz = da ⊙ f′(z) = {list}"),
    "walk_backward_hidden": N_("Backward, {layer}: da = Wᵀ·dz of the layer after it, dz = da ⊙ f′(z) = {list}"),
    "walk_update_plain": N_(
        "The update: W ← W − α·dW, α = {rate}. {changes}. Loss of its examples: {before} → {after}."
    ),
    "walk_update_rule": N_(
        "The update by the optimiser, α = {rate}. {changes}. Loss of its examples: {before} → {after}."
    ),
    "walk_change_plain": N_("W{layer}[{neuron}, {input}]: {w} − {rate} · ({dW}) = {next}"),
    "walk_change_rule": N_("W{layer}[{neuron}, {input}]: {w} → {next} (dW {dW})"),
    "branch": N_("Continue from here"),
    "branch_help": N_("Continue training from this epoch; the run so far stays on the curve as a grey line"),
    "runs": N_("Runs side by side"),
    "runs_count": N_("Runs ({count})"),
    "runs_help": N_("Compare with the earlier runs, the grey lines"),
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
    "refused": N_("That run cannot be brought back. Press Play to train from the start."),
    "request_refused": N_(
        "The server did not accept that, and nothing has changed. Try again; if that does not help, reload the page."
    ),
    "arrived": N_(
        "This is epoch {epoch} of the link: the same loss as the sender's, to the last bit. Press Play to continue."
    ),
    "arrived_near": N_(
        "This is epoch {epoch} of the link. Its loss differs by {drift} from the sender's, whose computer rounds "
        "differently."
    ),
    "resuming": N_("Bringing the run back: epoch {epoch} of {goal}."),
    "resuming_paused": N_("Paused on the way to epoch {goal}, which the run had reached. Press Play to continue."),
    "scrubber": N_("Epoch shown"),
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
    "state_loaded": N_("The model as loaded: press Play to continue training it."),
    "status_values": N_("Epoch {epoch}, training loss {train}, test loss {test}, test R² {r2}"),
    "status_rate": N_("learning rate {rate}"),
    "state_waiting": N_("Waiting for the server …"),
    "preparing": N_("Getting the fast engine ready: this takes a few seconds, only once …"),
    "full": N_("This run cannot take any more changes. Press Reset to start over."),
    "foreign": N_("Brought back by a different engine: the last digits may differ."),
    "engines": {"numpy": N_("NumPy"), "numba": N_("Numba")},
    "engine_help": N_("What trains this network: the readable NumPy code, or the same code compiled by Numba"),
    "state_playing": N_("Training."),
    "shared": Plural("Sharing the server with one other.", "Sharing the server with {count} others."),
    "state_paused": N_("Paused. Play continues, Step trains one epoch."),
    "state_finished": N_("Stopped at epoch {newest}, as set. Press Play to continue."),
    "lesson": N_("Be the optimiser"),
    "lesson_goal": N_("Drag the sliders until the training loss is below {target}. It is {loss}."),
    "lesson_goal_click": N_(
        "Click a neuron and set its numbers until the training loss is below {target}. It is {loss}."
    ),
    "lesson_done": N_(
        "Done by hand: {loss} is below {target}. Moves: {moves}. Now let it train: press Reset, then Play."
    ),
    "lesson_trained": N_(
        "Below {target} at epoch {epoch}: training follows the slope of the loss. Press Reset to try it by hand."
    ),
    "lesson_end": N_("End the lesson"),
    "past": N_("Looking back; the run has reached epoch {newest}. Play continues from there."),
    "why": N_("Why?"),
    "why_help": N_("Where this is explained (opens in a new tab)"),
    "neuron_dead": N_("{name}, dead: 0 for every training point"),
    "neuron_saturated": N_("{name}, saturated: its output hardly changes"),
    "past_short": N_("Looking back."),
    "past_diverged": N_("Looking back; the run diverged after epoch {newest}."),
    "stop_past": N_("The stop at epoch {stop} is already past."),
    "state_diverged": N_("Diverged after epoch {newest}: the numbers grew too large."),
    "state_offline": N_("No connection to the server. Everything continues by itself once the connection is back."),
    "stage": N_("Live view of the training"),
    "transport": N_("Training controls"),
    "views": N_("Views of what the network has learned"),
    "view_boundary": N_("Boundary"),
    "view_boundary_help": N_("The square, coloured by the network's output at each place"),
    "view_surface": N_("Prediction"),
    "view_hidden": N_("Hidden space"),
    "view_hidden_help": N_("The square and the points, as a hidden layer sees them"),
    "view_relief": N_("Relief"),
    "view_relief_help": N_("The output as a landscape over the square"),
    "boundary": N_("Decision boundary"),
    "boundary_now": N_("Decision boundary at epoch {epoch}: {right}% of the training points on the correct side."),
    "surface": N_("Prediction"),
    "surface_now": N_("Predicted values at epoch {epoch}, R² {r2} on the training points."),
    "scale_help": N_("The colour of the network's output: pale where it is near the middle"),
    "scale_end": N_("1: predicted value (points: true value)"),
    "discrete": N_("Discrete"),
    "discrete_help": N_("Show only the predicted class, not how sure the network is"),
    "test_points": N_("Test points"),
    "test_points_help": N_("Also show the points held out from training"),
    "class_0": N_("class 0"),
    "class_1": N_("class 1"),
    "training_point": N_("filled: training"),
    "test_point": N_("hollow: test"),
    "outside": Plural("One point lies outside this view.", "{count} points lie outside this view."),
    "zoom_back": N_("Double-click for the whole square."),
    "point": N_("x₁ {x1}  x₂ {x2}  ŷ {y}"),
    "finder": N_("Crosshair over the square"),
    "finder_help": N_("Arrow keys move it, in small steps with Shift: it reads the network's output at a point"),
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
    "hidden_now_line": N_(
        "A straight line separates the classes: {right}% of the training points are on the correct side."
    ),
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
        "Squares: each neuron's output. Lines: weights, solid blue positive, dashed orange negative. Click to edit."
    ),
    "changes": N_("Changes"),
    "changes_help": N_("Let the lines show how much each weight has just changed"),
    "changes_now": N_(
        "Each line shows how much a weight changed in the last epoch: hair-thin 0.00001, thickest 1 or more."
    ),
    "change": N_("changed by {value} in the last epoch"),
    "neuron_scale": N_("{most}: its output"),
    "neuron_now": N_("Output over the square at epoch {epoch}: {name}."),
    "point_neuron": N_("x₁ {x1}  x₂ {x2}  a {y}"),
    "close": N_("Close"),
    "neuron_before": N_("The previous neuron"),
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
    "predicted_1": N_("predicted 1"),
    "predicted_0": N_("predicted 0"),
    "truly_1": N_("actual 1"),
    "truly_0": N_("actual 0"),
    "mse": N_("mean squared error"),
    "rmse": N_("its square root"),
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
    "loading": N_("Loading …"),
    "charts_failed": N_("Zoom and relief could not be loaded. Try again in a moment."),
}


def option_label(setting, option):
    """Return what an option of a setting is called, in the reader's language."""
    try:
        return translated(OPTIONS[setting][option])
    except KeyError:
        sentence = f"The option {option!r} of {setting} has no label: add it to OPTIONS in playground/labels.py."
        raise LookupError(sentence) from None


def options_label(setting, options):
    """Return what several options of a setting are called, one after another."""
    return ", ".join(option_label(setting, option) for option in options)


def clip_named(clip):
    """Return how a limit for the gradient reads; None, or 0 as its control has it, is no limit."""
    return plain(clip) if clip else _("never")


def stage_labels():
    """Return the labels of the stage in the reader's language, with the options that it names."""
    return translated(STAGE) | {
        "activations": {name: option_label("activation", name) for name in ACTIVATIONS},
        "features": {name: option_label("features", name) for name in FEATURES},
    }
