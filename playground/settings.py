"""Settings: the description of a run, how it is watched, and what a link lets a learner change of them."""

from dataclasses import dataclass, field, fields, replace

from nn_core import TASKS, Description, checks
from nn_core.checks import Fault
from nn_core.description import training_size
from nn_core.own import OWN
from playground.choices import CONTROLS, MAX_STOP, SPEEDS, TARGETS


@dataclass(frozen=True)
class Settings:
    """A description, and the view of it that the address remembers.

    `speed` and `stop`, the epoch to stop at (None: none), are set in the stage; `target` is the training loss that is
    to be reached by hand (None: nothing is asked). `show` names the controls that a learner is to see (None: all of
    them), `lock` those of them that are only to be looked at; both as tuples of CONTROLS, in their order.
    """

    description: Description = field(default_factory=Description)
    speed: str = "60"
    stop: int | None = None
    target: float | None = None
    show: tuple[str, ...] | None = None
    lock: tuple[str, ...] = ()

    def __post_init__(self):
        """Raises ValueError with a sentence, as the description does."""
        for name in ("show", "lock"):
            object.__setattr__(self, name, _controls(name, getattr(self, name)))
        checks.choice("speed", self.speed, SPEEDS)
        if self.stop is not None:
            checks.whole("stop", self.stop, 1, MAX_STOP)
        if self.target is not None:
            checks.real("target", self.target, *TARGETS)

    def with_value(self, name, value):
        """Return these settings with one field of the description or of the view changed."""
        if name in _VIEW:
            return replace(self, **{name: value})
        if name == "task":
            return self._with_task(value)
        if name == "points" and value:
            return replace(self, description=replace(self.description, dataset=OWN, points=value))
        if name == "dataset":
            return replace(self, description=with_dataset(self.description, value))
        return replace(self, description=replace(self.description, **{name: value}))

    def value(self, name):
        """Return one field of the description or of the view."""
        return getattr(self if name in _VIEW else self.description, name)

    def shows(self, control):
        """True when a learner is to see this one of CONTROLS."""
        return self.show is None or control in self.show or control in self.lock

    def may_change(self, control):
        """True when a learner may change what this one of CONTROLS stands for."""
        return self.shows(control) and control not in self.lock

    def may_become(self, description):
        """True when all that differs in another description is what a learner may change."""
        kept = [field for control in CONTROLS if not self.may_change(control) for field in CONTROLS[control]]
        return all(getattr(self.description, field) == getattr(description, field) for field in kept)

    def _with_task(self, task):
        """Return these settings if that is the task of their data set, which decides it; else raise ValueError."""
        checks.choice("task", task, TASKS)
        if task != self.description.task:
            raise Fault(
                "task must be {right} with the data set {dataset}, not {task}.",
                right=self.description.task, dataset=self.description.dataset, task=task,
            )  # fmt: skip
        return self


def with_dataset(description, dataset):
    """Return a description with another data set; ValueError for "own" where there are no own points."""
    if dataset == description.dataset:
        return description
    if dataset == OWN:
        raise Fault("dataset can be own only where there are points.")
    n = Description.n if description.dataset == OWN else description.n  # own points may be fewer than can be drawn
    batch_size = min(description.batch_size, training_size(n, description.split))
    return replace(description, dataset=dataset, n=n, batch_size=batch_size)


_VIEW = {f.name for f in fields(Settings)} - {"description"}


def _controls(name, controls):
    """Return names of controls in their order, None where all are shown; ValueError for any other."""
    controls = CONTROLS if controls is None else controls
    if unknown := [control for control in controls if control not in CONTROLS][:1]:
        raise Fault(
            "{name} must name controls as the address calls them, such as hidden-lr, not {value}.",
            name=name, value=checks.shown(*unknown),
        )  # fmt: skip
    wanted = set(controls)
    if name == "show" and len(wanted) == len(CONTROLS):
        return None
    return tuple(control for control in CONTROLS if control in wanted)
