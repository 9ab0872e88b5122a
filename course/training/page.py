"""Comparisons on the page: the cards of the experiments, the form for one's own, the progress, and what came of it."""

import json
import time
from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from course import kept_work, visits
from course.training import charts
from course.training.comparison import MAX_EPOCHS, MAX_SEEDS, MAX_VALUES, Comparison
from course.training.experiments import (
    EXPERIMENTS,
    SETTINGS,
    cases,
    chosen_values,
    first_values,
    settings_for,
    typed,
    values_for,
)
from course.training.look_again import look_again
from course.training.table import plain, rows, styled
from nn_core import checks
from nn_core.checks import Fault
from nn_core.run import draw_points
from playground import engines, presence, session
from playground.figures import figure
from playground.reader import learner
from playground.settings import Settings
from playground.spreadsheet import csv_file
from playground.texts import N_, _, listed, ngettext, notice, number, told

POLL = 0.5  # seconds between two looks at the progress
REDRAW = 2.0  # seconds between two drawings of curves that still grow
AT_ONCE = 0.6  # seconds that a page waits for a comparison that may be over at once
OWN_EPOCHS = 100
ASKED = ("setting", "values", "seeds", "epochs")  # what the browser keeps of a form


@dataclass(eq=False)
class Shown:
    """The comparison on show, kept in the session until another is asked for."""

    name: str | None  # a key of EXPERIMENTS; None for the learner's own
    setting: str  # what is compared, a key of SETTINGS
    comparison: Comparison
    mine: bool = False  # an experiment with the learner's network: what its text claims need not be so
    drawn: tuple = (0.0, None, None)  # when the growing curves were last drawn, the view of them, and the figure

    @property
    def title(self):
        """What the comparison is called."""
        return EXPERIMENTS[self.name].title if self.name else _("Your comparison")

    @property
    def look_for(self):
        """What to look for in it: the question until all is there to answer it."""
        comparison = self.comparison
        if not self.name:
            return _("Which curve falls fastest, which ends lowest, and do all values draw the same boundary?")
        if self.mine or comparison.running or not all(o.finished and not o.diverged for o in comparison.outcomes):
            return EXPERIMENTS[self.name].question
        return EXPERIMENTS[self.name].seen(comparison.outcomes)

    @property
    def heading(self):
        """What is compared, as it is called."""
        return SETTINGS[self.setting].title

    @cached_property
    def curves_file(self):
        """The points of all curves, once they are drawn to their ends: what a mouse reads off the chart, as CSV."""
        heads = (self.heading, _("Seed"), _("Epoch"), _("Training loss"), _("Test loss"))
        points = (
            (plain(o), o.seed, int(epoch), *(float(f"{loss:.6g}") for loss in losses))
            for o in self.comparison.outcomes
            for epoch, *losses in zip(o.epochs, o.train_loss, o.test_loss, strict=True)
        )
        return csv_file([dict(zip(heads, point, strict=True)) for point in points])


# --- what can be compared


def cards():
    """Draw a card for each experiment: one click runs it."""
    shown = st.session_state.get("shown_comparison")
    st.toggle(_("With my own network and data"), key="experiments_mine", persist_state="session")
    with st.container(horizontal=True, gap="small"):
        for name, experiment in EXPERIMENTS.items():
            with st.container(border=True, width=255, height="stretch", gap="small"):
                st.markdown(f"**{experiment.title}**  \n:small[{experiment.question}]")
                is_shown = shown is not None and shown.name == name
                label = _("Run again") if is_shown else _("Run")
                st.button(label, f"experiment_{name}", icon=experiment.icon, on_click=run_experiment, args=(name,))
                if is_shown:
                    st.markdown(":small[[" + _("See the result") + "](#outcome)]")
    if refused := st.session_state.get("refused_experiment"):
        st.html(notice([told(refused)]))


def run_experiment(name):
    """Start an experiment in place of what is on show, or say why not: a learner's network may be too much for it."""
    state, of = st.session_state, EXPERIMENTS[name]
    mine = bool(state.get("experiments_mine"))
    try:
        wanted = of.cases(session.current().settings.description if mine else None)
        if not wanted:
            raise Fault(N_("None of the values that this experiment compares works with your network."))
        comparison = _comparison(of.setting, wanted, of.epochs)
    except ValueError as error:
        state.refused_experiment = error
    else:
        start(Shown(name, of.setting, comparison, mine))
        state.asked_comparison = state.get("asked_comparison", {}) | {"experiment": name, "mine": mine}


def _comparison(setting, wanted, epochs):
    engines.wait(5)  # until the kernel is compiled, at the first visit of all
    return Comparison(wanted, epochs, engines.best(), SETTINGS[setting].shown, learner())


def start(shown):
    """Put a comparison on show, and stop the one before."""
    if before := st.session_state.get("shown_comparison"):
        before.comparison.cancel()
    st.session_state.shown_comparison = shown
    for refused in ("refused_comparison", "refused_experiment"):
        st.session_state.pop(refused, None)
    shown.comparison.seen()


def own(settings):
    """Draw the form for a comparison of the learner's own: one setting, some values, some seeds."""
    description = settings.description
    title = _("Compare something of your own")
    with st.expander(title, icon=":material/compare_arrows:", key="own", on_change="rerun"):
        st.markdown(_("Your network, as the line above describes it, except for one setting, which you vary."))
        names = settings_for(description)
        name = st.selectbox(
            _("Setting"), names, key="compare_setting", format_func=lambda n: SETTINGS[n].title, width=320,
            persist_state="session",
        )  # fmt: skip
        # A form, so that a number that was just typed and the click on Compare arrive as one.
        with st.form("own_comparison", border=False):
            offered, setting = values_for(description, name), SETTINGS[name]
            _forget_what_is_not_offered(name, offered)
            label = _("Values (up to {most}), or type others") if setting.open else _("Values (up to {most})")
            st.multiselect(
                label.format(most=MAX_VALUES), offered, first_values(description, name), key=f"compare_values_{name}",
                format_func=lambda value: setting.shown(value) if value in offered else str(value),
                max_selections=MAX_VALUES, accept_new_options=setting.open, filter_mode="prefix", select_all=False,
                placeholder=_("Choose values"), persist_state="session",
            )  # fmt: skip
            left, middle, right = st.columns(3, vertical_alignment="bottom")
            left.slider(
                _("Seeds"), 1, MAX_SEEDS, key="compare_seeds", persist_state="session",
                help=_("Each value is trained this many times, from different initial weights. More than one shows "
                       "what is luck."),
            )  # fmt: skip
            middle.number_input(
                _("Epochs (1 to {most})").format(most=number(MAX_EPOCHS, "d")), 1, MAX_EPOCHS, OWN_EPOCHS,
                key="compare_epochs", persist_state="session",
            )  # fmt: skip
            right.form_submit_button(
                _("Compare"), key="compare", type="primary", icon=":material/play_arrow:", on_click=_run_own,
                args=(description,),
            )  # fmt: skip
        if refused := st.session_state.get("refused_comparison"):
            st.html(notice([told(refused)]))
    kept_work.keep("comparison", st.session_state.get("asked_comparison", {}), _take_up)


def _forget_what_is_not_offered(name, offered):
    """Take values out of the form that another setting rules out by now: it would show them as if they were typed."""
    key, state = f"compare_values_{name}", st.session_state
    if key in state:
        state[key] = [value for value in state[key] if value in offered or value in typed(name, state[key])]


def _take_up(asked):
    """Fill the form in as the browser has kept it, and offer its last experiment: one click makes either again."""
    kept, form = {}, {}
    if "experiment" in asked:
        kept["experiment"] = checks.choice("experiment", asked["experiment"], EXPERIMENTS)
        kept["mine"] = form["experiments_mine"] = bool(asked.get("mine"))
    if "setting" in asked or not kept:
        form |= _form(asked)
        kept |= {name: asked[name] for name in ASKED}
    for key, value in form.items():
        st.session_state[key] = value
    st.session_state.asked_comparison = kept


def _form(asked):
    """Return what the form's widgets are to hold, {key: value}."""
    name, description = checks.choice("setting", asked["setting"], SETTINGS), session.current().settings.description
    if name not in settings_for(description):
        raise ValueError(f"{name} makes no difference to this network.")
    offered = values_for(description, name)
    texts = typed(name, asked["values"])
    chosen_values(description, name, texts)  # raises ValueError for what cannot be used
    values = [value for value in offered if _kept(value) in asked["values"]] + texts
    return {
        "own": True,
        "compare_setting": name,
        f"compare_values_{name}": values[:MAX_VALUES],
        "compare_seeds": checks.whole("seeds", asked["seeds"], 1, MAX_SEEDS),
        "compare_epochs": checks.whole("epochs", asked["epochs"], 1, MAX_EPOCHS),
    }


def _kept(value):
    """Return a value as the browser keeps it: as JSON has it, which knows no tuples."""
    return json.loads(json.dumps(value))


def _run_own(description):
    """Start the learner's comparison, or say why not; what is on show then stays.

    The form is read here: what was typed last comes along with the click.
    """
    state = st.session_state
    try:
        name = checks.choice("setting", state.get("compare_setting"), settings_for(description))
        chosen = state.get(f"compare_values_{name}", first_values(description, name))
        chosen = chosen if isinstance(chosen, list) else []
        values = chosen_values(description, name, chosen)
        seeds = checks.whole("seeds", state.get("compare_seeds", 1), 1, MAX_SEEDS)
        epochs = checks.whole("epochs", state.get("compare_epochs", OWN_EPOCHS), 1, MAX_EPOCHS)
        comparison = _comparison(name, cases(description, name, values, seeds), epochs)
    except ValueError as error:
        state.refused_comparison = error
    else:
        start(Shown(None, name, comparison))
        kept = [_kept(value) for value in chosen]
        state.asked_comparison = {"setting": name, "values": kept, "seeds": seeds, "epochs": epochs}


# --- what comes of it


def outcome():
    """Draw the comparison that was last asked for: its progress while it runs, and what it has to show."""
    shown = st.session_state.get("shown_comparison")
    if shown is None:
        _offer_again(st.session_state.get("asked_comparison", {}).get("experiment"))
        return
    comparison = shown.comparison
    presence.show_comparison(comparison)
    if comparison.running:
        comparison.seen()
        comparison.wait(AT_ONCE)
    st.subheader(shown.title, anchor="outcome")
    with st.container(width=820):
        st.markdown(_("**What to look for.** {look}").format(look=shown.look_for))
    view = _view()
    over = not comparison.running
    # It is there when all is over, too: a last look that is already on its way must find it.
    st.fragment(_progress)(shown, view, over)
    if over:
        _results(shown, view)


def _offer_again(name):
    """Offer the experiment that was on show before a reload, if there was one."""
    if name is None:
        return
    st.subheader(EXPERIMENTS[name].title, anchor="outcome")
    st.markdown(
        _("This is what you looked at last. The result is no longer here, but running it again brings it back.")
    )
    st.button(_("Run again"), "experiment_again", icon=EXPERIMENTS[name].icon, on_click=run_experiment, args=(name,))


def _results(shown, view):
    """Draw what a comparison that is over has to show."""
    shown.drawn = (0.0, None, None)
    _ending(shown.comparison)
    figure(_curves(shown, view), "loss_curves", _curves_in_words(shown))
    _boundaries(shown)
    _table(shown)


def _view():
    """Draw what the curves may be seen by; return {argument of `curves`: value}."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        x = st.segmented_control(
            _("Loss by"), charts.AXES, default="epoch", required=True, key="compare_x",
            format_func={"epoch": _("epoch"), "update": _("update"), "seconds": _("time")}.get, persist_state="session",
        )  # fmt: skip
        loss = st.segmented_control(
            _("Loss of"), charts.LOSSES, default="train_loss", required=True, key="compare_loss",
            format_func={"train_loss": _("training"), "test_loss": _("test")}.get, persist_state="session",
        )  # fmt: skip
        log = st.toggle(_("Logarithmic"), value=True, key="compare_log", persist_state="session")
    return {"x": x, "loss": loss, "log": log}


def _curves(shown, view):
    return charts.curves(shown.comparison.outcomes, shown.heading, **view)


def _curves_in_words(shown):
    """Say what the curves show: of each value, where its last loss is."""
    lasts = [
        _("{label}: {loss}").format(label=outcome.label, loss=number(outcome.train_loss[-1], ".3g"))
        for outcome in shown.comparison.outcomes
        if outcome.kept
    ]
    return _("Loss curves by {setting}. Last training losses: {lasts}.").format(
        setting=shown.heading, lasts=listed(lasts)
    )


def _progress(shown, view, over):
    """Draw how far it is, a way to stop it, and the curves as they grow; run again every moment until it is over."""
    if over:
        return
    comparison = shown.comparison
    comparison.seen()
    if not comparison.running:
        st.rerun()
    look_again(POLL)
    with st.container(horizontal=True, vertical_alignment="center"):
        progress = comparison.progress()
        st.progress(progress.share, text=_left(progress))
        st.button(_("Cancel"), key="cancel_comparison", icon=":material/stop:", on_click=comparison.cancel)
    drawn_at, drawn_view, _figure = shown.drawn
    if time.monotonic() - drawn_at > REDRAW or drawn_view != view:
        shown.drawn = (time.monotonic(), view, _curves(shown, view))
    figure(shown.drawn[2], "growing_curves", _curves_in_words(shown))


def _left(progress):
    """Say in one line what is done and what is left."""
    sentence = _("{runs_done} of {runs} runs and {epochs_done} of {epochs} epochs done").format(
        runs_done=progress.runs_done,
        runs=progress.runs,
        epochs_done=number(progress.epochs_done),
        epochs=number(progress.epochs),
    )
    if progress.seconds_left is None:
        return sentence
    seconds = number(round(progress.seconds_left) or 1)
    return _("{sentence}, about {seconds} s to go").format(sentence=sentence, seconds=seconds)


def _ending(comparison):
    """Say how it ended, where that is not as expected."""
    outcomes = comparison.outcomes
    sentences = [_(comparison.fault)] if comparison.fault else []
    if comparison.cancelled:
        done = sum(outcome.finished for outcome in outcomes)
        sentence = ngettext(
            "Cancelled. {done} of {count} run had finished; the rest is shown as far as it got.",
            "Cancelled. {done} of {count} runs had finished; the others are shown as far as they got.",
            len(outcomes),
        )
        sentences.append(sentence.format(done=done, count=len(outcomes)))
    diverged = [outcome for outcome in outcomes if outcome.diverged]
    if diverged:
        which = listed(dict.fromkeys(outcome.label for outcome in diverged))
        sentence = ngettext(
            "{n} of {count} run diverged ({which}): its numbers grew too large, and its curve ends at the last epoch "
            "that could be shown. A lower learning rate helps.",
            "{n} of {count} runs diverged ({which}): their numbers grew too large, and their curves end at the last "
            "epoch that could be shown. A lower learning rate helps.",
            len(outcomes),
        )
        sentences.append(sentence.format(n=len(diverged), count=len(outcomes), which=which))
    if sentences:
        st.html(notice(sentences))


def _boundaries(shown):
    comparison, seeds = shown.comparison, {outcome.seed for outcome in shown.comparison.outcomes}
    about = _(
        "The decision boundary of each run at the end: blue for class 1, orange for class 0; dots are training points."
    )
    if comparison.outcomes[0].description.task == "regression":
        about = _("What each run predicts at the end: blue for values above 0, orange below; dots are training points.")
    if len(seeds) > 1:
        about += " " + _("With several seeds, the first is shown.")
    st.markdown(about)
    st.html(charts.boundaries(comparison.outcomes, _training_points))


def _training_points(description):
    points = draw_points(description)
    return points.coordinates[:, : points.n_train], points.training[1][0]


def _table(shown):
    """Draw the outcomes in numbers, the file of them, and the way to the playground for each."""
    comparison = shown.comparison
    st.dataframe(styled(comparison.outcomes, shown.heading), hide_index=True)
    file = csv_file(rows(comparison.outcomes, shown.heading, plain))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            _("Download as CSV"), file, "comparison.csv", "text/csv", icon=":material/download:",
            on_click="ignore", key="comparison_csv",
        )  # fmt: skip
        st.download_button(
            _("Curves as CSV"), shown.curves_file, "curves.csv", "text/csv", icon=":material/show_chart:",
            on_click="ignore", key="curves_csv", help=_("The losses of every epoch, as the chart draws them."),
        )  # fmt: skip
        names = [_("{label}, seed {seed}").format(label=o.label, seed=o.seed) for o in comparison.outcomes]
        place = st.selectbox(
            _("Look closer at"), range(len(names)), format_func=names.__getitem__, key="compare_run", width=320
        )
        chosen = comparison.outcomes[place]
        scene = Settings(chosen.description, stop=chosen.epoch or None)
        visits.visit(
            _("Open in the playground"), scene, "open_run", icon=":material/play_circle:",
            help=_("With exactly these points, initial weights and updates; press Play there."),
        )  # fmt: skip
