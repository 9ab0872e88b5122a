"""The challenge on its page: the editors with what is said of each line, the hints, and the training with its curve.

What a learner has typed lies in the state of the text areas, and is changed by nobody but them: hints and solution
stand beside it, and whoever takes the solution over can have their own lines back, the last few of them. Of the rest
little is kept: `checked`, `hints` and `mine` of each method, and `trained`; the browser keeps lines, `hints` and
`mine`. Nothing here is a fragment: Streamlit loses a click that comes with the last letters typed into another
fragment.
"""

import html

import plotly.graph_objects as go
import streamlit as st

from course import kept_work
from course.challenge.exercise import BACKWARD, EXERCISES, FIT, line_of
from course.challenge.marking import COURSE, Stopped, check, examined, falls, train
from course.challenge.syntax import CHARACTERS, Refusal
from nn_core import checks
from nn_core.utils import X_train
from playground.figures import figure
from playground.labels import option_label
from playground.reader import learner
from playground.texts import N_, Texts, _, notice, number, prose
from playground.turns import turns

MOST_CHARACTERS = 5 * CHARACTERS  # that a browser may send: what is longer than CHARACTERS is refused in words
HINTS = 3  # then comes the solution
MINE = 5  # versions of a learner's lines that are kept when others take their place
NAMES = Texts({
    "loop": N_("the loop"),
    "forward": N_("the forward pass"),
    "update": N_("the update"),
    "together": N_("all together"),
})  # fmt: skip


def state():
    """What the session keeps of the challenge, besides the text areas."""
    fresh = {name: {"checked": None, "hints": 0, "mine": []} for name in EXERCISES} | {"trained": None}
    return st.session_state.setdefault("challenge", fresh)


def lines_key(exercise):
    """Return the key of the text area of a method."""
    return f"challenge_lines_{exercise.name}"


def lines(exercise):
    """Return what stands in the text area of a method."""
    text = st.session_state.get(lines_key(exercise))
    return text if isinstance(text, str) else exercise.start  # a message from a browser can hold anything


def label(exercise):
    """Return what the text area of a method is called."""
    return _("Your lines in {method}").format(method=exercise.title)


def keep():
    """Let the browser keep what a learner has written, and how many hints they have seen. For the end of the page."""
    work = {}
    for name, exercise in EXERCISES.items():
        kept = state()[name]
        if kept["hints"] or kept["mine"] or lines(exercise) != exercise.start:
            work |= {name: lines(exercise), f"{name}_hints": kept["hints"], f"{name}_mine": kept["mine"]}
    kept_work.keep("challenge", work, _take_up, {label(exercise): name for name, exercise in EXERCISES.items()})


def _take_up(work):
    """Go on with the lines and hints that the browser has kept."""
    texts = {name: _text(work[name]) for name in EXERCISES if name in work}
    mine = {name: _versions(work.get(f"{name}_mine")) for name in EXERCISES}
    hints = {name: checks.whole("hints", work.get(f"{name}_hints", 0), 0, HINTS + 1) for name in EXERCISES}
    for name, exercise in EXERCISES.items():
        state()[name] |= {"hints": hints[name], "mine": mine[name]}
        if name in texts and lines(exercise) == exercise.start:
            st.session_state[lines_key(exercise)] = texts[name]


def _text(text):
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        raise ValueError(f"Lines must be a text of at most {MOST_CHARACTERS} characters.")
    return text


def _versions(kept):
    """Return the versions of a method's lines; a browser may have kept one only, as it once was."""
    return [_text(text) for text in ([kept] if isinstance(kept, str) else kept or [])][-MINE:]


# --- the editors


def editor(exercise):
    """Draw a method with the text area for its lines, and beside it what is said of them, and the hints."""
    kept = state()[exercise.name]
    code, told = st.columns([3, 2], gap="medium")
    with code:
        st.code(exercise.above, language=None)
        st.text_area(
            label(exercise), exercise.start, "content", MOST_CHARACTERS, lines_key(exercise), persist_state="session",
            placeholder=exercise.start,
        )  # fmt: skip
        if exercise.below:
            st.code(exercise.below, language=None)
        with st.container(horizontal=True):
            if st.button(_("Check"), key=f"check_{exercise.name}", type="primary", icon=":material/rule:"):
                kept["checked"] = {"lines": lines(exercise), **_checked(exercise)}
            hint = _("Hint {n} of {most}").format(n=kept["hints"] + 1, most=HINTS)
            more = hint if kept["hints"] < HINTS else _("Show the solution")
            if kept["hints"] <= HINTS:
                st.button(
                    more, key=f"hint_{exercise.name}", on_click=_more, args=(exercise,), icon=":material/lightbulb:"
                )
            if lines(exercise) != exercise.start:
                _replace_button(exercise, _("Start again"), exercise.start, "restart")
            mine = _before(kept["mine"], lines(exercise))
            if mine is not None:
                _replace_button(exercise, _("Back to my lines"), mine, "mine")
    with told:
        _told(exercise, kept)
        _hints(exercise, kept["hints"])


def _before(mine, now):
    """Return the version of a learner's lines before those of now; before the first one is the last. Or None."""
    at = mine.index(now) if now in mine else len(mine)
    others = [*mine[at + 1 :], *mine[:at]]
    return others[-1] if others else None


def _checked(exercise):
    """Return what Check says: verdicts, or why the lines cannot be run."""
    try:
        return {"verdicts": check(exercise, lines(exercise)), "refusal": None}
    except Refusal as refusal:
        return {"verdicts": [], "refusal": told(str(refusal), lines(exercise), refusal.line)}


def _told(exercise, kept):
    """Show what the last check said, and whether it was about other lines."""
    checked = kept["checked"]
    if checked is None:
        _small(_("Fill in the blanks, then press Check."))
        return
    if checked["refusal"]:
        st.html(checked["refusal"])
    else:
        st.html(verdict_list(checked["verdicts"], checked["lines"]))
    if all(verdict.right for verdict in checked["verdicts"]) and checked["verdicts"]:
        st.markdown(_("**All correct.** These lines do the same as the course's own."))
    if checked["lines"] != lines(exercise):
        _small(_("You have changed your lines since this check."))


def _small(text):
    """Show a line that is by the way; Streamlit's own captions are too pale to read."""
    st.markdown(f":small[{text}]")


def told(sentence, text, line):
    """Return the HTML of the sentence why some lines cannot be run, and of the line that it is about, if any."""
    return notice([sentence]) + quoted(text, line)


def quoted(text, line):
    """Return the HTML of a line by its number, or of none: a learner is not to count lines."""
    if line is None:
        return ""
    return f'<code class="challenge-line"><span>{line}</span>{html.escape(line_of(text, line))}</code>'


def verdict_list(verdicts, text):
    """Return the HTML of a list of verdicts: a sign, the name of the blank, the sentence, and the line it names."""
    rows = []
    for verdict in verdicts:
        kind, sign, word = ("right", "✓", _("right")) if verdict.right else ("wrong", "✗", _("not yet"))
        name, sentence = NAMES.get(verdict.name, verdict.name), verdict.sentence
        # A sentence that begins with the name is not to say it twice.
        rest = sentence.removeprefix(name) if sentence.startswith(f"{name} ") else f" · {sentence}"
        head = f'<span aria-label="{word}">{sign}</span> <strong>{html.escape(name)}</strong>'
        rows.append(f'<div role="listitem" class="{kind}">{head}{html.escape(rest)}{quoted(text, verdict.line)}</div>')
    return f'<div role="list" class="verdicts">{"".join(rows)}</div>'


def _hints(exercise, shown):
    steps = [step.strip() for step in prose(f"challenge/{exercise.name}").split("\n---\n")]
    for n, step in enumerate(steps[:shown], start=1):
        with st.container(border=True):
            title = _("Hint {n}").format(n=n) if n <= HINTS else _("Solution")
            st.markdown(f":small[{title}]")
            if n > HINTS:
                st.code(exercise.solution, language=None)
            st.markdown(step)
            if n > HINTS and lines(exercise) != exercise.solution:
                _replace_button(exercise, _("Use it"), exercise.solution, "use", icon=":material/content_paste:")
    if shown:
        st.button(_("Hide the hints"), key=f"hide_{exercise.name}", on_click=_more, args=(exercise, 0), type="tertiary")


def _more(exercise, shown=None):
    """Show one hint more, or as many as are told."""
    kept = state()[exercise.name]
    kept["hints"] = kept["hints"] + 1 if shown is None else shown


def _replace_button(exercise, label, text, name, icon=None):
    """Draw a button that puts other lines into the text area, and keeps those that are there."""
    key = f"{name}_{exercise.name}"
    st.button(
        label, key=key, on_click=_replace, args=(exercise, text), icon=icon, type="secondary" if icon else "tertiary"
    )


def _replace(exercise, text):
    before, kept = lines(exercise), state()[exercise.name]
    if before not in (exercise.start, exercise.solution, *kept["mine"]):
        kept["mine"] = [*kept["mine"], before[:MOST_CHARACTERS]][-MINE:]
    st.session_state[lines_key(exercise)] = text


# --- training


def training():
    """Draw the button that trains with the learner's lines, and what came of it."""
    st.markdown(course_line())
    if st.button(_("Train"), key="train", type="primary", icon=":material/play_arrow:"):
        state()["trained"] = None  # nothing is shown of a training that is interrupted
        state()["trained"] = _train()
        st.rerun()  # without the pictures of how it went
    if state()["trained"]:
        _show(state()["trained"])


def course_line():
    """Say in a line what is trained, and on what."""
    d = COURSE.description
    sizes = "-".join(str(size) for size in (X_train.shape[1], *d.hidden, 1))
    line = _(
        "The course's own network, {sizes} with {activation} and a sigmoid at the end, learns from the {n} examples of "
        "`X_train` and `y_train` for {epochs} epochs, at learning rate {rate}. Every number comes from your lines."
    )
    names = {
        "sizes": sizes,
        "activation": option_label("activation", d.activation),
        "n": len(X_train),
        "epochs": COURSE.stop,
    }
    return line.format(**names, rate=number(d.learning_rate, "g"))


def _train():
    """Train with the lines that stand there, show how it goes, and return what came of it."""
    texts, programs, losses, right = {}, [], [], []
    outcome = {"lines": texts, "losses": losses, "refusal": None, "right": False}
    for exercise in (BACKWARD, FIT):
        texts[exercise.name] = lines(exercise)
        try:
            program, is_right = examined(exercise, texts[exercise.name])
        except Refusal as refusal:
            sentence = _("{method} cannot be run yet. {sentence}").format(method=exercise.title, sentence=refusal)
            return outcome | {"refusal": told(sentence, texts[exercise.name], refusal.line)}
        programs.append(program)
        right.append(is_right)
    outcome["right"] = all(right)
    bar, lines_so_far = st.progress(0.0, _("Training …")), st.empty()
    try:
        with turns.take(learner()) as turn:
            for loss in train(*programs, rest=turn.rest):
                losses.append(loss)
                bar.progress(len(losses) / COURSE.stop)
                lines_so_far.code(printed(losses), language=None)
    except Stopped as stopped:
        text = next(texts[name] for name, exercise in EXERCISES.items() if exercise.title == stopped.at)
        outcome["refusal"] = told(str(stopped), text, stopped.refusal.line)
    return outcome


def printed(losses, first=1):
    """Return the lines that the course's fit prints."""
    return "\n".join(f"Loss at epoch {epoch}: {loss:.3f}" for epoch, loss in enumerate(losses, start=first))


def loss_figure(losses):
    """Return the loss curve of a training."""
    epochs = list(range(1, len(losses) + 1))
    line = go.Scatter(x=epochs, y=losses, mode="lines+markers", line_color="#3d82dc", name=_("loss"))
    made = go.Figure(line)
    made.update_layout(height=300, margin={"l": 10, "r": 10, "t": 10, "b": 10}, showlegend=False)
    made.update_xaxes(title=_("epoch"), range=[0.5, COURSE.stop + 0.5], dtick=1)
    made.update_yaxes(title=_("mean loss"), rangemode="tozero")
    return made


def _show(trained):
    losses = trained["losses"]
    if trained["refusal"]:
        st.html(trained["refusal"])
    if losses:
        left, right = st.columns([2, 3], gap="medium")
        left.code(printed(losses), language=None)
        with right:
            about = _("The loss of epochs 1 to {n}, as printed beside it.").format(n=len(losses))
            figure(loss_figure(losses), "challenge_curve", about)
        with left:
            for sentence in verdict(trained):
                st.markdown(sentence)
    if trained["lines"] != {name: lines(exercise) for name, exercise in EXERCISES.items()}:
        _small(_("You have changed your lines since this training."))


def verdict(trained):
    """Return the sentences that say whether the loss falls, and what that means."""
    losses, right = trained["losses"], trained["right"]
    if len(losses) < COURSE.stop:
        return []
    means = {"first": _number(sum(losses[:3]) / 3), "last": _number(sum(losses[-3:]) / 3)}
    text = _("✓ **The loss falls:** {first} on average in epochs 1 to 3, {last} in the last three.")
    if not falls(losses):
        text = _("✗ **The loss does not fall:** {first} on average in epochs 1 to 3, {last} in the last three.")
    sentences = [text.format(**means)]
    if right:
        sentences.append(_("**Your perceptron learns.** Every network in this app is trained by these lines."))
    elif falls(losses):
        sentences.append(_("But not every line is right yet: Check says which. A loss may fall by luck."))
    else:
        sentences.append(_("Not every line is right yet: Check says which."))
    return sentences


def _number(loss):
    """Return a mean loss as fit prints it, but where it has grown beyond all measure."""
    return number(loss, ".3f" if abs(loss) < 1e6 else ".2e")
