"""The parts of the page "Backpropagation, step by step": the example, its steps, the activations, and the check."""

import html
from dataclasses import dataclass

import numpy as np
import streamlit as st

from course.backpropagation import gradient_check
from course.backpropagation.activation_chart import activation_chart
from course.backpropagation.diagram import network_svg
from course.backpropagation.example_chart import TRAINING_POINTS, example_chart
from course.backpropagation.matrices import equations_html, few, number
from course.backpropagation.source import as_html
from course.backpropagation.trace import BACKWARD, FORWARD, LOSS, RESULT, trace
from nn_core import TASKS, Description, Perceptron, Run
from nn_core.description import LIMITS, LIVE
from nn_core.run import Points
from playground import languages, session, texts
from playground.assets import STATIC
from playground.figures import figure
from playground.labels import option_label
from playground.texts import N_, Texts, _, ngettext, notice, prose

FIRST, TRAINED = "first", "trained"  # weights to choose from
# Each up to the next.
PARTS = Texts({FORWARD: N_("Forward"), LOSS: N_("Loss"), BACKWARD: N_("Backward"), RESULT: N_("Result")})


@dataclass(frozen=True, eq=False)
class Subject:
    """What the page is about: a perceptron, and one of its training points, `chosen` from 0 on.

    `epoch` says how far the perceptron was trained.
    """

    description: Description
    points: Points
    perceptron: Perceptron
    epoch: int
    chosen: int

    @property
    def inputs(self):
        """The example as a column, (n_inputs, 1)."""
        return self.points.inputs[:, [self.chosen]]

    @property
    def label(self):
        """What is true of it, (1, 1)."""
        return self.points.targets[:, [self.chosen]]

    @property
    def losses(self):
        """The loss of every training point, (n,)."""
        inputs, targets = self.points.training
        with np.errstate(all="ignore"):
            return self.perceptron.loss(self.perceptron.forward(inputs), targets)

    @property
    def identity(self):
        """What the numbers of the page depend on."""
        return self.description, self.epoch, self.chosen


# --- the example


def pick_example(description):
    """Let the learner choose an example and the weights, and return the Subject."""
    st.html(STATIC / "course" / "backpropagation.css")
    run = Run(description)
    chart, side = st.columns([2, 3], gap="medium")
    with side:
        epoch = _choose_weights(description, run.engine.perceptron)
        chosen = _choose_number(run.points.n_train)
        subject = Subject(description, run.points, run.engine.perceptron, epoch, chosen)
        losses = subject.losses
        with st.container(horizontal=True, gap="small"):
            following = (chosen + 1) % run.points.n_train + 1
            st.button(_("Next example"), on_click=_choose, args=(following,), key="next_example")
            worst = int(np.argmax(np.where(np.isnan(losses), np.inf, losses))) + 1
            label = _("Largest loss")
            about = _("The training point with the largest loss")
            st.button(label, on_click=_choose, args=(worst,), key="worst_example", help=about)
        st.markdown(_facts(subject, losses[chosen]))
        st.markdown(_what_else(description))
    with chart:
        made = example_chart(subject.perceptron, description, run.points, chosen, _theme())
        figure(made, "example_chart", _chart_in_words(subject), _clicked, buttons=False)
        st.markdown(_small(_("Click anywhere to choose the nearest training point.")))
    return subject


def _chart_in_words(subject):
    """Say what the chart of the example shows, as the stage does of the same picture."""
    inputs, targets = subject.points.training
    with np.errstate(all="ignore"):
        score = TASKS[subject.description.task].score(subject.perceptron.forward(inputs), targets)
    if subject.description.task == "classification":
        said = _("Decision boundary at epoch {epoch}: {right}% of the training points on the correct side.")
        said = said.format(epoch=subject.epoch, right=min(round(100 * score), 100 if score == 1 else 99))
    else:
        said = _("Predicted values at epoch {epoch}, R² {r2} on the training points.")
        said = said.format(epoch=subject.epoch, r2=number(score, 3))
    return f"{said} {_('Example {number} is ringed.').format(number=subject.chosen + 1)}"


def _choose_weights(description, perceptron):
    """Give the perceptron the weights that are asked for, and return the epoch that they are of."""
    epoch, trained = _trained(description)
    if not epoch:
        text = _(
            "These are the initial weights. Train in the playground, or press Continue there after a reload, and come "
            "back to choose the trained ones."
        )
        st.markdown(text)
        return 0
    names = {FIRST: _("Initial weights"), TRAINED: _("As trained, epoch {epoch}").format(epoch=epoch)}
    chosen = st.segmented_control(
        _("Weights"),
        list(names),
        format_func=names.get,
        default=FIRST,
        required=True,
        key="example_weights",
        persist_state="session",
    )
    if chosen != TRAINED:
        return 0
    perceptron.parameters = trained
    return epoch


def _trained(description):
    """Return (epoch, parameters) of the playground's run, if there is one with this description, else (0, None)."""
    feed = session.current().feed
    if feed is None:
        return 0, None
    return feed.newest() if _kind(feed.run.description) == _kind(description) else (0, None)


def _kind(description):
    """Return what of a description a run keeps to its end; what is LIVE may differ, and need not even fit together."""
    return {name: value for name, value in vars(description).items() if name not in LIVE}


def _choose_number(n_train):
    """Return the number of the example, from 0 on; one that there is not is answered with a sentence."""
    state = st.session_state
    wanted = st.number_input(
        _("Example, 1 to {n}").format(n=n_train), value=1, step=1, key="example", persist_state="session"
    )
    if 1 <= wanted <= n_train:
        state.example_shown = wanted
    else:
        shown = state.get("example_shown", 1)
        state.example_shown = shown if shown <= n_train else 1
        sentence = _(
            "There is no example {wanted}: the training points go from 1 to {n}. This is still example {shown}."
        )
        st.html(notice([sentence.format(wanted=wanted, n=n_train, shown=state.example_shown)]))
    return state.example_shown - 1


def _choose(number):
    st.session_state.example = number


def _clicked(trace, point):
    """A click on the chart takes the nearest training point; nothing else there can be picked."""
    if trace == TRAINING_POINTS and type(point) is int and 0 <= point < LIMITS["n"][1]:
        _choose(point + 1)


def _facts(subject, loss):
    """Say where the example lies, what is true of it, and what the network says."""
    with np.errstate(all="ignore"):
        y_hat = float(subject.perceptron.forward(subject.inputs)[0, 0])
    x1, x2 = subject.points.coordinates[:, subject.chosen]
    y = float(subject.label[0, 0])
    if subject.description.task == "classification":
        verdict = _("right") if (y_hat >= 0.5) == (y >= 0.5) else _("wrong")
        text = _(
            "**Example {number}** lies at x₁ = {x1}, x₂ = {x2} and belongs to **class {y}**.\n\n"
            "The network predicts ŷ = {y_hat}: {verdict}. The loss is **{loss}**."
        )
    else:
        verdict = ""
        text = _(
            "**Example {number}** lies at x₁ = {x1}, x₂ = {x2}, and its value is **{y}**.\n\n"
            "The network predicts ŷ = {y_hat}. The loss is **{loss}**."
        )
    numbers = {"x1": x1, "x2": x2, "y": y, "y_hat": y_hat, "loss": loss}
    shown = {name: number(float(value)) for name, value in numbers.items()}
    return text.format(number=subject.chosen + 1, verdict=verdict, **shown)


def _what_else(description):
    """Say what a step of the playground has that the plain one has not."""
    batch = description.batch_size
    mean = ngettext("takes the mean over {count} example", "takes the mean over {count} examples", batch)
    more = (
        (description.batch_size > 1, mean.format(count=texts.number(batch))),
        (
            description.optimiser != "sgd",
            _("uses {name}").format(name=option_label("optimiser", description.optimiser)),
        ),
        (
            description.penalty != "none",
            _("adds the penalty {name}").format(name=option_label("penalty", description.penalty)),
        ),
        (description.clip is not None, _("clips the gradient")),
        (description.schedule != "constant", _("changes the learning rate by a schedule")),
    )
    *differences, last = [text for is_so, text in more if is_so] or [""]
    plain = _("The update here is the plain one of the course: one example, learning rate {rate}.")
    if last:
        plain += " " + _("With your settings an update in the playground also {differences}.")
    both = _("{some} and {last}").format(some=", ".join(differences), last=last) if differences else last
    return _small(plain.format(rate=texts.number(description.learning_rate, "g"), differences=both))


# --- the steps


def walk(subject):
    """Let the learner go through the steps of one update by the example."""
    steps = trace(subject.perceptron, subject.inputs, subject.label, subject.description.learning_rate)
    weights = [layer.weights for layer in subject.perceptron.layers]
    _walk(steps, weights, [option_label("features", name) for name in subject.description.features])


@st.fragment
def _walk(steps, weights, inputs):
    """One step on the screen, and the ways to another. A step costs one run of this, and of nothing else."""
    _hold_to("step", len(steps))
    with st.container(key="steps"):
        with st.container(key="step_controls", gap="xsmall"):
            step = steps[_draw_controls(steps)]
        st.markdown(_step_text(step, network_svg(step, weights, inputs)), unsafe_allow_html=True)


def _step_text(step, picture):
    """Return all that is shown of a step, as one text of Markdown: a message less is a step sooner on the screen.

    Nothing in it is a user's. (st.html would let neither the picture nor the formula through.)
    """
    words = (
        f'<div class="words" role="status">\n\n**{step.label}** · {step.sentence}\n\n$$\n{step.formula}\n$$\n\n</div>'
    )
    parts = (
        words,
        f'<div class="picture">{picture}</div>',
        equations_html(step.equations),
        as_html(step.function, step.place),
    )
    return f'<div class="course-step">\n{"".join(parts)}\n</div>'


def _draw_controls(steps):
    """Draw what goes from step to step, and return the number of the one to show."""
    at, last = st.session_state.get("step", 0), len(steps) - 1
    with st.container(horizontal=True, gap="xsmall"):
        back, ahead = {"shortcut": "Left", "disabled": at == 0}, {"shortcut": "Right", "disabled": at == last}
        st.button(_("Back"), on_click=_move, args=(-1, last), key="step_back", **back)
        st.button(_("Next"), on_click=_move, args=(1, last), key="step_next", **ahead)
        begins = [next(i for i, step in enumerate(steps) if step.kind.phase == part) for part in PARTS]
        for part, first, after in zip(PARTS, begins, [*begins[1:], last + 1], strict=True):
            kind = "secondary" if first <= at < after else "tertiary"  # a frame round the part that is on show
            st.button(PARTS[part], on_click=_go, args=(first,), key=f"step_{part}", type=kind)
    return st.select_slider(
        _("Step"),
        range(len(steps)),
        format_func=lambda i: f"{i + 1} / {len(steps)} · {steps[i].label}",
        key="step",
        persist_state="session",
        label_visibility="collapsed",
    )


def _hold_to(key, count):
    """Put a choice back to the first of so many, if it was made in a larger network, or has not been made yet."""
    if st.session_state.get(key, 0) not in range(count):
        st.session_state[key] = 0


def _go(at):
    st.session_state.step = at


def _move(by, last):
    """Go on or back from where it is when the press arrives, which may be further than where it was drawn."""
    _hold_to("step", last + 1)
    _go(min(max(st.session_state.get("step", 0) + by, 0), last))


# --- the activations


def activations(subject):
    """Show why activations are classes: both curves of a layer's, with the z of its neurons on them, and the source."""
    with np.errstate(all="ignore"):
        subject.perceptron.forward(subject.inputs)
    layers = [(layer.activation, layer.outputs) for layer in subject.perceptron.layers]
    with st.container(width=820):
        st.markdown(prose("backpropagation/activations"))
    _activations(layers)


@st.fragment
def _activations(layers):
    last = len(layers)
    names = [_("layer {number}").format(number=i) if i < last else _("output layer") for i in range(1, last + 1)]
    labels = [f"{name}: {option_label('activation', f.name)}" for name, (f, _z) in zip(names, layers, strict=True)]
    _hold_to("activation_layer", last)
    chosen = st.selectbox(_("Layer"), range(last), format_func=labels.__getitem__, key="activation_layer", width=320)
    activation, z = layers[chosen]
    chart, code = st.columns([1, 1], gap="medium")
    with chart:
        made = activation_chart(activation, z, _theme())
        figure(made, "activation_chart", _activation_in_words(activation, z), buttons=False)
        st.markdown(_small(_("The marks are the neurons of this layer, for the example above: z, f(z) and f′(z).")))
    with code:
        st.html(as_html(type(activation)))


def _activation_in_words(activation, z):
    """Say which curves there are, and where on them the neurons are."""
    said = _("The activation {name} and its derivative, with the z of the neurons marked.")
    with np.errstate(all="ignore"):
        marks = (("z", z), (_("f(z)"), activation(z)), (_("f′(z)"), activation.derivative(z)))
    numbers = [f"{name}: {few(values[:, 0].tolist())}." for name, values in marks]
    return " ".join([said.format(name=option_label("activation", activation.name)), *numbers])


# --- the check


def check(subject):
    """Let the learner compare the gradient with what turning each parameter shows."""
    with st.container(width=820):
        st.markdown(prose("backpropagation/check"))
    _check(subject.perceptron, subject.inputs, subject.label, subject.identity)


@st.fragment
def _check(perceptron, inputs, label, identity):
    """The session keeps what this is given: a column of the points, and not all of them."""
    count = perceptron.parameters.size
    wanted = ngettext("Check {count} parameter", "Check all {count} parameters", count)
    if st.button(wanted.format(count=texts.number(count)), key="check", icon=":material/fact_check:"):
        st.session_state.checked = identity
    if st.session_state.get("checked") == identity:
        found = gradient_check.check(perceptron, inputs, label)
        with languages.speaking(languages.current().code):  # asked for once, and not for each of a thousand numbers
            st.markdown(_check_summary(found))
            st.html(_check_table(found))


def _check_summary(found):
    agree = [one for one in found if not one.remark]
    text = _("**{agree} of {count} agree.**").format(agree=texts.number(len(agree)), count=texts.number(len(found)))
    if agree:
        worst = max(one.relative_error for one in agree)
        text += " " + _("The largest relative error among them is {error}.").format(error=number(worst, 2))
    if len(agree) < len(found):
        text += " " + _("For the others, the last column says why they do not.")
    return text


def _check_table(found):
    heads = (_("parameter"), _("value"), _("chain rule"), _("numeric"), _("relative error"), _("agrees?"))
    weight, bias = _("W[{layer}] neuron {row}, input {column}"), _("b[{layer}] neuron {row}")
    rows = [
        (
            (weight if one.name == "W" else bias).format(layer=one.layer, row=one.row, column=one.column),
            number(one.value),
            number(one.analytic, 8),
            number(one.numeric, 8),
            number(one.relative_error, 2),
            html.escape(_(one.remark)) or "✓",
        )
        for one in found
    ]
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    name = html.escape(_("The gradient, parameter by parameter"))
    return f'<div class="course-check" role="region" aria-label="{name}" tabindex="0">{table}</div>'


def _small(text):
    """Markdown in small type. Streamlit's captions are too pale to be read."""
    return f":small[{text}]"


def _theme():
    return st.context.theme.type or "light"
