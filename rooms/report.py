"""The report: what a student's run was when its feed answered last. A room reads this, and never the run itself."""

from dataclasses import dataclass

from nn_core import Description
from nn_core.run import Points, Record


@dataclass(frozen=True, eq=False)
class Report:
    """A run as the room knows it. Nothing in it is ever changed.

    `rows` are of the epochs `first`, `first` + 1, …: of every one that was trained since the report before. Each has
    the numbers of METRICS in `playground.protocol`.
    """

    run_id: str
    start: Description  # that the run began with
    description: Description  # with what was changed live up to now
    journal: list  # of the run: [(epoch, {name: value})], see nn_core.run.Run
    loaded: bool  # a model has brought its initial weights
    engine: str | None
    points: Points
    record: Record  # of the last epoch made
    first: int
    rows: list
    diverged: bool
