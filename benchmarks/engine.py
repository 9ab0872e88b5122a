"""How fast the engines train: against the course's naive code, scikit-learn and PyTorch, and on two threads.

    python -m benchmarks.engine [--json]      (on Linux, since it reads /proc)

What is compared runs in turn, A B A B …, and a ratio is one of medians of 25 such runs: other work on the machine then
slows both alike. Times are the processor's, which such work hardly adds to; the clock's only for two threads, so read
those beside the two that only hash. `benchmarks/requirements.txt` has scikit-learn and PyTorch, which may be missing.
"""

import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks import naive
from benchmarks.report import Report
from nn_core import Description, Run

ROUNDS = 25
SHORTEST = 0.02  # seconds that one measurement takes at least, but for the naive code
LEARNING_RATE = 0.03
# hidden layers: how many times as fast as the naive code the kernel must be, and what we aim at
TARGETS = {(4, 2): (180, 250), (8, 8): (90, 150), (8,) * 6: (60, 100)}
NUMPY_TARGET = 4  # the same for NumPy alone, at batch 10
THREADS_TARGET = 1.7
THREAD_EPOCHS = 100  # of 4,500 examples each, so that a thread seldom has to wait for Python
HASHED = 250_000_000  # bytes that a thread hashes, for about as long
STARTS = 5
# A process that trains one epoch with an engine; it prints seconds to import numba (0 without), seconds from there to
# the end of the epoch, and its memory in MB.
START = """
import sys, time
from pathlib import Path
from nn_core import Description, Run
start = time.process_time()
if sys.argv[1] == "numba":
    import numba
imported = time.process_time()
for _ in Run(Description(), sys.argv[1]).advance(1):
    pass
trained = time.process_time()
memory = Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0]
print(imported - start, trained - imported, int(memory) / 1024)
"""


def main():
    report = Report(__doc__.splitlines()[0])
    others = installed()
    for hidden, targets in TARGETS.items():
        speeds(report, hidden, targets, others)
    growth(report)
    two_threads(report)
    with tempfile.TemporaryDirectory() as folder:
        starts(report, Path(folder))


# --- the contestants: each takes a description, and returns a function that trains one epoch of it


def naive_epoch(description):
    """The course's code; it knows no batches."""
    inputs, targets = Run(description).points.training
    data, labels = inputs.T.copy(), targets.T.copy()
    perceptron = naive.build(description.sizes)
    return lambda: perceptron.train_epoch(data, labels, LEARNING_RATE)


def engine_epoch(name, description):
    """An engine of ours; the order of the examples is drawn anew in each epoch, as the naive code does."""
    run = Run(description, name)
    inputs, targets = run.points.training
    draw = np.random.default_rng(0).permutation

    def epoch():
        order = draw(description.n_train)
        run.engine.train_epoch(inputs, targets, order, LEARNING_RATE, description.batch_size)

    return epoch


def numpy_epoch(description):
    return engine_epoch("numpy", description)


def kernel_epoch(description):
    return engine_epoch("numba", description)


def sklearn_epoch(description):
    """One partial_fit: it shuffles, and goes through the examples once in batches of `batch_size`."""
    from sklearn.neural_network import MLPClassifier

    inputs, targets = Run(description).points.training
    data, labels = inputs.T.copy(), targets[0].astype(int)
    classifier = MLPClassifier(
        description.hidden,
        activation="tanh",
        solver="sgd",
        alpha=0,
        batch_size=description.batch_size,
        learning_rate_init=LEARNING_RATE,
        momentum=0,
        nesterovs_momentum=False,
    )
    return lambda: classifier.partial_fit(data, labels, classes=[0, 1])


def torch_epoch(description):
    """PyTorch's usual loop over batches, on one thread: more only slow down networks as small as these."""
    import torch

    torch.set_num_threads(1)
    inputs, targets = (torch.tensor(array.T.copy()) for array in Run(description).points.training)
    parts = []
    for n_inputs, n_neurons in pairwise(description.sizes):
        parts += [torch.nn.Linear(n_inputs, n_neurons, dtype=torch.float64), torch.nn.Tanh()]
    model = torch.nn.Sequential(*parts[:-1], torch.nn.Sigmoid())
    loss = torch.nn.BCELoss()
    optimiser = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

    def epoch():
        for batch in torch.randperm(len(inputs)).split(description.batch_size):
            optimiser.zero_grad()
            loss(model(inputs[batch]), targets[batch]).backward()
            optimiser.step()

    return epoch


def installed():
    """Those of the other libraries that can be imported, by name; say which cannot."""
    others = {}
    for name, module, contestant in (("scikit-learn", "sklearn", sklearn_epoch), ("PyTorch", "torch", torch_epoch)):
        if find_spec(module):
            others[name] = contestant
        else:
            print(f"{name} is not installed (benchmarks/requirements.txt): no figures of it.", file=sys.stderr)
    return others


# --- measuring


def in_turn(epochs, clock=time.process_time):
    """Run the functions in turn; return the median of the seconds that each takes, by the same keys."""
    repeats = {key: repeats_of(epoch) for key, epoch in epochs.items()}
    seconds = {key: [] for key in epochs}
    for _ in range(ROUNDS):
        for key, epoch in epochs.items():
            start = clock()
            for _ in range(repeats[key]):
                epoch()
            seconds[key].append((clock() - start) / repeats[key])
    return {key: statistics.median(taken) for key, taken in seconds.items()}


def repeats_of(epoch):
    """How often to call a function for one measurement: what it takes is seen in a trial, after a first call."""
    epoch()
    calls, start = 0, time.perf_counter()
    while time.perf_counter() - start < SHORTEST:
        epoch()
        calls += 1
    return calls


def describe(hidden, batch_size):
    """250 examples of the circle, tanh."""
    return Description("circle", n=500, split=50, hidden=hidden, activation="tanh", batch_size=batch_size)


def shown(description):
    return "-".join(map(str, description.sizes))


def speeds(report, hidden, targets, others):
    """One network: the engines against the naive code, and the kernel against other libraries."""
    contestants = {"kernel": kernel_epoch, "NumPy": numpy_epoch} | others
    epochs = {"naive": naive_epoch(describe(hidden, 1))}
    for batch in (1, 10):
        for name, contestant in contestants.items():
            epochs[name, batch] = contestant(describe(hidden, batch))
    seconds = in_turn(epochs)
    examples, network = describe(hidden, 1).n_train, shown(describe(hidden, 1))
    report.add(f"{network}: naive code", examples / seconds["naive"], "examples/s")
    for batch in (1, 10):
        kernel = seconds["kernel", batch]
        about, (least, aim) = f"{network}, batch {batch}: kernel", targets
        report.add(about, examples / kernel, "examples/s")
        report.add(f"{about} against naive (aim {aim})", seconds["naive"] / kernel, "times", least, at_most=False)
        for name in others:
            report.add(f"{about} against {name}", seconds[name, batch] / kernel, "times")
        target = NUMPY_TARGET if batch == 10 else None
        ratio = seconds["naive"] / seconds["NumPy", batch]
        report.add(f"{network}, batch {batch}: NumPy against naive", ratio, "times", target, at_most=False)


def growth(report):
    """What one example costs the kernel as the network grows."""
    wider = [(size, size) for size in (1, 2, 4, 8, 16)]
    deeper = [(8,) * layers for layers in range(1, 7)]
    described = {hidden: describe(hidden, 10) for hidden in dict.fromkeys(wider + deeper)}
    seconds = in_turn({hidden: kernel_epoch(description) for hidden, description in described.items()})
    for what, grown in (("wider", wider), ("deeper", deeper)):
        for hidden in grown:
            figure = f"{what}: an example of {shown(described[hidden])}, batch 10"
            report.add(figure, 1e9 * seconds[hidden] / described[hidden].n_train, "ns")
        report.add(f"{what}: the last against the first", seconds[grown[-1]] / seconds[grown[0]], "times")


def two_threads(report):
    """Two students' networks trained by two threads at once, against one thread that trains both.

    Two threads that do nothing but hash, outside of Python's lock, tell what the machine can give at this moment.
    """
    description = Description("circle", n=5000, split=90, hidden=(8, 8), activation="tanh")
    epochs = [kernel_epoch(description) for _ in range(2)]
    data = bytes(HASHED)

    def train(number):
        for _ in range(THREAD_EPOCHS):
            epochs[number]()

    def hash_data(_):
        hashlib.sha256(data)

    work = {"train": train, "hash": hash_data}
    ways = {(what, way): partial(way, job) for what, job in work.items() for way in (one_by_one, at_once)}
    seconds = in_turn(ways, time.perf_counter)
    ratio = {what: seconds[what, one_by_one] / seconds[what, at_once] for what in work}
    cores = len(os.sched_getaffinity(0))
    report.add(f"two threads that only hash against one, on {cores} cores", ratio["hash"], "times")
    report.add("two threads that train against one", ratio["train"], "times", THREADS_TARGET, at_most=False)


def one_by_one(job):
    for number in range(2):
        job(number)


def at_once(job):
    threads = [threading.Thread(target=job, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def starts(report, folder):
    """What the kernel costs a process that has just begun: seconds and memory, with and without a compiled copy."""
    kinds = {"no kernel": [], "compiled here": [], "compiled before": []}
    for i in range(STARTS):
        cache = folder / str(i)  # empty, so the first of the two compiles, and the second finds what that has kept
        kinds["no kernel"].append(start_process("numpy", cache))
        kinds["compiled here"].append(start_process("numba", cache))
        kinds["compiled before"].append(start_process("numba", cache))
    medians = {kind: list(map(statistics.median, zip(*rows, strict=True))) for kind, rows in kinds.items()}
    importing, fresh, fresh_memory = medians["compiled here"]
    _, warm, warm_memory = medians["compiled before"]
    without = medians["no kernel"][-1]
    report.add("to import numba", importing, "s")
    report.add("to the first epoch after that, the kernel compiled here", fresh, "s")
    report.add("the same, the kernel compiled before", warm, "s")
    report.add("memory of a process without the kernel", without, "MB")
    report.add("more with the kernel, compiled here", fresh_memory - without, "MB")
    report.add("more with the kernel, compiled before", warm_memory - without, "MB")


def start_process(engine, cache):
    """Run START with Numba's cache in a folder of its own; return the three numbers that it prints."""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache)}
    command = [sys.executable, "-c", START, engine]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


if __name__ == "__main__":
    main()
