"""How the settings of a run read, so that one run can be told from another."""

from playground.controls import NAMES, clip_named
from playground.texts import _, number, percent


def summary(description):
    """Return {what a setting is called: how its value reads}, in the order of the controls."""
    activation = description.activation
    names = [activation] if isinstance(activation, str) else activation
    schedule = NAMES[description.schedule]
    if description.schedule != "constant":
        schedule = _("{schedule} over {period} epochs").format(schedule=schedule, period=description.period)
    penalty = NAMES[description.penalty]
    if description.penalty != "none":
        penalty = f"{penalty} {number(description.penalty_rate, 'g')}"
    return {
        _("data set"): NAMES[description.dataset],
        _("points"): str(description.n),
        _("for training"): percent(description.split),
        _("noise"): percent(description.noise),
        _("data seed"): str(description.dataseed),
        _("inputs"): ", ".join(NAMES[name] for name in description.features),
        _("network"): "-".join(map(str, description.sizes)),
        _("activation"): ", ".join(NAMES[name] for name in names) if description.hidden else NAMES["none"],
        _("initial weights"): NAMES[description.initialiser],
        _("seed"): str(description.seed),
        _("order of the examples"): NAMES[description.order],
        _("optimiser"): NAMES[description.optimiser],
        _("learning rate"): number(description.learning_rate, "g"),
        _("schedule"): schedule,
        _("batch size"): str(description.batch_size),
        _("clip at"): clip_named(description.clip),
        _("penalty"): penalty,
    }
