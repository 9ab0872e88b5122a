"""How the settings of a run read, so that one run can be told from another."""

from playground.labels import clip_named, option_label, options_label
from playground.texts import _, number, percent


def summary(description):
    """Return {what a setting is called: how its value reads}, in the order of the controls."""
    activation = description.activation
    names = [activation] if isinstance(activation, str) else activation
    schedule = option_label("schedule", description.schedule)
    if description.schedule != "constant":
        schedule = _("{schedule} over {period} epochs").format(schedule=schedule, period=description.period)
    penalty = option_label("penalty", description.penalty)
    if description.penalty != "none":
        penalty = f"{penalty} {number(description.penalty_rate, 'g')}"
    return {
        _("data set"): option_label("dataset", description.dataset),
        _("points"): str(description.n),
        _("for training"): percent(description.split),
        _("noise"): percent(description.noise),
        _("data seed"): str(description.dataseed),
        _("inputs"): options_label("features", description.features),
        _("network"): "-".join(map(str, description.sizes)),
        _("activation"): options_label("activation", names) if description.hidden else _("none"),
        _("initial weights"): option_label("initialiser", description.initialiser),
        _("seed"): str(description.seed),
        _("order of the examples"): option_label("order", description.order),
        _("optimiser"): option_label("optimiser", description.optimiser),
        _("learning rate"): number(description.learning_rate, "g"),
        _("schedule"): schedule,
        _("batch size"): str(description.batch_size),
        _("clip at"): clip_named(description.clip),
        _("penalty"): penalty,
    }
