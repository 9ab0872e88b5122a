"""How long the challenge takes to answer: attacks, answers right and wrong, and the training with a learner's lines.

    python -m benchmarks.challenge [--json]      (on Linux, since it reads /proc)

Times are of the clock: read them on a machine that does nothing else. Memory is what this process's peak rises by.
"""

import contextlib
import statistics
import time
from pathlib import Path

from benchmarks.report import Report
from course.challenge.exercise import BACKWARD, EXERCISES, FIT, read
from course.challenge.marking import COURSE, check, course_network, examined, train
from course.challenge.syntax import Refusal
from nn_core.utils import X_train, y_train
from tests.helpers.challenge_answers import RIGHT_BACKWARD, RIGHT_FIT, WRONG
from tests.helpers.challenge_attacks import ATTACKS

LONGEST, MEMORY = 0.5, 50  # seconds and MB that an attack may take
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def main():
    report = Report(__doc__.splitlines()[0])
    for exercise in EXERCISES.values():  # the known mistakes are tried once in a process
        first = timed(answer, exercise, exercise.start.replace("___", "1"))
        report.add(f"the first wrong answer to {exercise.name}, every blank wrong", first, "s", LONGEST)
    forget_peak()
    before = memory("VmRSS")
    for what, attempt in (("attacks", answer), ("attacks by training", train_with)):
        times = [
            (timed(attempt, exercise, text), name) for name, text in ATTACKS.items() for exercise in EXERCISES.values()
        ]
        longest, name = max(times)
        report.add(f"{what}: longest of {len(times)} ({name})", longest, "s", LONGEST)
        report.add(f"{what}: median", statistics.median(each for each, _name in times), "s")
    report.add("attacks: memory at the peak of all of them", memory("VmHWM") - before, "MB", MEMORY)
    right = [timed(answer, exercise, text) for exercise, text in right_answers()]
    report.add(f"right answers: longest of {len(right)}", max(right), "s", LONGEST)
    wrong = [timed(answer, EXERCISES[method], text) for method, _name, text, _sentence in WRONG]
    report.add(f"wrong answers: longest of {len(wrong)}", max(wrong), "s", LONGEST)
    report.add("wrong answers: median", statistics.median(wrong), "s")
    backward, fit = read(BACKWARD, BACKWARD.solution), read(FIT, FIT.solution)
    ours = statistics.median(timed(list, train(backward, fit)) for _round in range(5))
    report.add(f"training of {COURSE.stop} epochs with right lines", ours, "s")
    report.add("the same as nn_core does it", statistics.median(timed(nn_core) for _round in range(5)), "s")


def right_answers():
    return [*((BACKWARD, text) for text in RIGHT_BACKWARD), *((FIT, text) for text in RIGHT_FIT)]


def answer(exercise, text):
    with contextlib.suppress(Refusal):
        check(exercise, text)


def train_with(exercise, text):
    """Train with lines for one method, and the solution for the other, as the page does."""
    texts = {each: each.solution for each in EXERCISES.values()} | {exercise: text}
    with contextlib.suppress(Refusal):
        list(train(*(examined(each, texts[each])[0] for each in EXERCISES.values())))


def nn_core():
    """What fit does, but for the printing."""
    perceptron, rng = course_network()
    for _epoch in range(COURSE.stop):
        order = rng.permutation(len(X_train))
        perceptron.train_epoch(X_train.T, y_train.T, order, COURSE.description.learning_rate, 1)


def timed(function, *values):
    started = time.perf_counter()
    function(*values)
    return time.perf_counter() - started


def forget_peak():
    """Let the peak of this process's memory begin anew, where the kernel can do that."""
    with contextlib.suppress(OSError):
        CLEAR.write_text("5")


def memory(name):
    """Return a line of /proc/self/status in MB."""
    return int(STATUS.read_text().partition(f"{name}:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
