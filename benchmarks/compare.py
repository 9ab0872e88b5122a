"""How fast a comparison trains: eight learning rates by five seeds, in one thread, in two, and as the bare kernel.

    python -m benchmarks.compare [--json]      (on Linux, since it reads /proc)

What is compared runs in turn, A B A B …, and a ratio is one of medians of 15 such runs: other work on the machine then
slows both alike. Two threads are timed by the clock, so read their figure beside that of two threads that only hash:
more than these the machine does not give at the moment. Against the bare kernel it is the processor's time. Last come
the course's pages in a browser, see `benchmarks.chapters`.
"""

import hashlib
import os
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from benchmarks import chapters
from benchmarks.report import Report
from course.training import comparison as comparisons
from course.training.experiments import cases
from nn_core import Description, Run, kernel

ROUNDS = 15
RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
SEEDS = 5
EPOCHS = 200
BASE = Description("circle", n=500, split=50, hidden=(8, 8), activation="tanh", batch_size=1)
THREADS_TARGET = 1.6
KERNEL_TARGET = 3
HASHED = 200_000_000  # bytes that a thread hashes, for about as long as a thread trains


def main():
    report = Report(__doc__.splitlines()[0])
    two_threads(report)
    against_the_kernel(report)
    chapters.measure(report)


# --- the contestants


def compared(workers):
    """Train the whole comparison on so many threads."""
    comparisons.WORKERS, comparisons.pool = workers, POOLS[workers]
    comparison = comparisons.Comparison(cases(BASE, "learning_rate", RATES, SEEDS), EPOCHS, "numba")
    comparison.seen()
    while not comparison.wait(1):
        comparison.seen()
    if comparison.fault:
        raise RuntimeError(comparison.fault)


POOLS = {workers: ThreadPoolExecutor(workers) for workers in (1, 2)}


def bare_kernel():
    """Return a function that trains the same epochs by the kernel alone: no evaluation, every order drawn before."""
    jobs = []
    for _label, description in cases(BASE, "learning_rate", RATES, SEEDS):
        run = Run(description, "numba")
        inputs, targets = run.points.training
        rng = np.random.default_rng(0)
        orders = [rng.permutation(description.n_train) for _ in range(EPOCHS)]
        jobs.append((run.engine, inputs.T.copy(), targets[0].copy(), orders, description))

    def train():
        for engine, inputs, targets, orders, description in jobs:
            parameters = engine.parameters
            for order in orders:
                kernel.train_epoch(
                    engine.sizes, engine.activations, True, inputs, targets, order, parameters, engine.memory, 0,
                    engine.optimiser, engine.penalty, 0.0, np.inf, description.learning_rate, 1,
                )  # fmt: skip

    return train


def hashed(threads):
    """Hash twice the bytes in so many threads, outside of Python's lock."""
    data = bytes(HASHED)
    jobs = [partial(hashlib.sha256, data)] * 2
    if threads == 1:
        for job in jobs:
            job()
        return
    running = [threading.Thread(target=job) for job in jobs]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


# --- the figures


def in_turn(contestants, clock):
    """Run the functions in turn; return the median of the seconds that each takes, by the same keys."""
    for contestant in contestants.values():
        contestant()
    seconds = {key: [] for key in contestants}
    for _ in range(ROUNDS):
        for key, contestant in contestants.items():
            start = clock()
            contestant()
            seconds[key].append(clock() - start)
    return {key: statistics.median(taken) for key, taken in seconds.items()}


def two_threads(report):
    """The comparison on two threads against one."""
    work = {"compare": compared, "hash": hashed}
    ways = {(what, n): partial(job, n) for n in (1, 2) for what, job in work.items()}
    seconds = in_turn(ways, time.perf_counter)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    ratio = {what: seconds[what, 1] / seconds[what, 2] for what in work}
    report.add(f"{len(RATES)} rates by {SEEDS} seeds, {EPOCHS} epochs: two threads", seconds["compare", 2], "s")
    report.add(f"two threads that only hash against one, on {cores} cores", ratio["hash"], "times")
    report.add("two threads that compare against one", ratio["compare"], "times", THREADS_TARGET, at_most=False)


def against_the_kernel(report):
    """All that a comparison does against the kernel alone, each in one thread."""
    seconds = in_turn({"compare": partial(compared, 1), "kernel": bare_kernel()}, time.process_time)
    epochs = len(RATES) * SEEDS * EPOCHS
    report.add("an epoch of the bare kernel", 1e6 * seconds["kernel"] / epochs, "µs")
    report.add("an epoch of a comparison, both losses measured", 1e6 * seconds["compare"] / epochs, "µs")
    report.add("a comparison against the bare kernel", seconds["compare"] / seconds["kernel"], "times", KERNEL_TARGET)


if __name__ == "__main__":
    main()
