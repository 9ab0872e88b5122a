"""A run: a perceptron in training, which can be advanced, changed on its way, and taken back to any epoch."""

import time
from dataclasses import dataclass

import numpy as np

from nn_core import arrays, checks
from nn_core.checks import Fault, Phrase
from nn_core.datasets import DATASETS
from nn_core.description import LIMITS, LIVE, Description
from nn_core.divergence import LARGEST_NUMBER, are_finite, finite_epochs, is_finite, within_limits
from nn_core.engine import ENGINES, build_perceptron, n_parameters
from nn_core.features import features
from nn_core.orders import ORDERS
from nn_core.own import OWN, decode
from nn_core.schedules import SCHEDULES

CHECKPOINTS = 64  # at most so many epochs are kept for good; any other is trained again from the one before it
CHECKPOINT_BYTES = 2**20  # and fewer of the largest networks
LOOSE_BYTES = 2**18  # that training may add to what is held, before it is time to forget some
GENERATOR_BYTES = 800  # that the generator's state adds to an epoch that is held
AT_ONCE_SECONDS, MOST_AT_ONCE = 0.01, 50  # CPU time, and epochs, for one call of an engine
MAX_EPOCH = 10**9
MAX_JOURNAL = 1000  # changes in one journal: more than a person makes in a lesson
MAX_EDITS = 10_000  # weights and biases set by hand in one journal, which a run keeps as long as it lives
MAX_PARAMETER = 1e6  # by absolute value, for a weight or bias that is set by hand


FULL = Phrase("A run can be changed at most {changes} times, with at most {edits} weights set by hand.")


class JournalFull(Fault):
    """The journal of a run is full: the run can be trained on, but not changed again."""

    def __init__(self):
        super().__init__(FULL.template, changes=MAX_JOURNAL, edits=MAX_EDITS)


@dataclass(frozen=True, eq=False)
class Record:
    """What there is to know of one epoch.

    `loss` is the one `fit` prints: the mean over the examples of the loss met just before each update, penalty
    included; NaN for the untrained epoch 0. The others are measured after the epoch, the training loss with the
    penalty, the test loss without. Scores are the task's: accuracy, a share from 0 to 1, or R², which is NaN where all
    values are equal. `learning_rate` is the one that the epoch was trained with, as the schedule has it; NaN for epoch
    0. `parameters` is the flat float64 vector, see `nn_core.engine`.
    """

    epoch: int
    loss: float
    train_loss: float
    test_loss: float
    train_score: float
    test_score: float
    learning_rate: float
    parameters: np.ndarray


@dataclass(frozen=True, eq=False)
class Update:
    """One update of an epoch, from one mini-batch: the very one that the run makes.

    `examples` are the numbers of its points, in the order in which the run takes them; `updates` is how many the epoch
    has. `gradient` is the mean over the examples, before penalty and clipping, `before` and `after` are the parameters,
    all laid out as `Perceptron.parameters`; the losses are means over the examples, without the penalty.
    """

    examples: np.ndarray
    updates: int
    learning_rate: float
    gradient: np.ndarray
    before: np.ndarray
    after: np.ndarray
    loss_before: float
    loss_after: float

    @property
    def is_finite(self):
        """False where the run diverges: some number is too large to be sent to the browser."""
        numbers = self.loss_before, self.loss_after, *self.before, *self.after, *self.gradient
        return bool(np.abs(numbers).max() < LARGEST_NUMBER)  # false for NaN too


class Points:
    """The labelled points of a description, drawn and split: one column per example, the first `n_train` for training.

    `coordinates` (2, n) say where they are, `inputs` (n_features, n) what of that is fed to the network, `targets`
    (1, n) their labels; `training` is (inputs, targets) to train on.
    """

    def __init__(self, description, rng):
        if description.dataset == OWN:
            points, labels = decode(description.points)
        else:
            points, labels = DATASETS[description.dataset](description.n, description.noise / 100, rng)
        order = rng.permutation(description.n)
        self.coordinates = points[order].T.copy()
        self.inputs = features(description.features, self.coordinates)
        self.targets = labels[order][None, :]
        self.n_train = description.n_train
        self.training = self.inputs[:, : self.n_train], self.targets[:, : self.n_train]


def draw_points(description):
    """Return the Points that a run of this description trains on, whatever its seed."""
    # A key of its own: equal seeds must not give the points and the initial weights the same random numbers.
    seed = np.random.SeedSequence(description.dataseed, spawn_key=(2,))
    return Points(description, np.random.default_rng(seed))


def begin(description, engine):
    """Return what a training begins with: its points, its engine, and the generator that shuffles."""
    weights_seed, shuffle_seed = np.random.SeedSequence(description.seed).spawn(2)
    make = ENGINES[checks.choice("engine", engine, ENGINES)]
    weights, shuffle = np.random.default_rng(weights_seed), np.random.default_rng(shuffle_seed)
    return draw_points(description), make(description, weights), shuffle


class Run:
    """A description, a journal of the changes made on the way, and the perceptron as it stands.

    The journal is a list of (epoch, changes): the changes hold from the update that follows that epoch. They are new
    values of the LIVE settings, and under "parameters" the weights and biases that were set by hand,
    [[place in the flat vector, value], ...]: the epoch's own Record has them already. Equal description, journal and
    engine give equal bits, in however many calls the run was advanced.
    """

    def __init__(self, description: Description, engine: str = "numpy", journal=()):
        """Begin at epoch 0; the entries of `journal` take effect when their epochs are reached.

        Raises ValueError for an invalid entry, or one out of order.
        """
        self.description = checked_description(description)
        self.n_parameters = n_parameters(description.sizes)
        self.journal: list[tuple[int, dict]] = checked_journal(journal, description)
        self.changed = 0  # how often `change` was called
        self.epoch = 0
        self.diverged = False
        self.points, self.engine, self._shuffle = begin(description, engine)
        self._ordered = arrays.unchecked(ORDERS[description.order])
        self._scheduled = arrays.unchecked(SCHEDULES[description.schedule])
        self._states = {}  # epoch: (state of the engine, state of the generator, loss as fit reports it)
        self._kept = 0  # how many of them were left when some were last dropped
        self._spacing = 1  # epochs between two checkpoints
        self._epoch_seconds = 1.0  # CPU time of an epoch, in the last call that trained several; a guess at first
        self._set_by_hand()
        self._keep(np.nan)

    # --- forward in time

    def advance(self, epochs, seconds=np.inf):
        """Train up to `epochs` epochs and yield the Record of each; after `seconds` none is begun, but for the first.

        Stops for good, with `diverged` set, at the last epoch that is finite, see `nn_core.divergence`.
        """
        return (record for (record,) in self._stretches(*_checked_span(epochs, seconds), 1))

    def stretches(self, epochs, seconds=np.inf):
        """Do what `advance` does, but yield lists of Records: of as many epochs as a fast engine trains in one call.

        That is faster where many runs share a process: they wait for each other between calls.
        """
        return self._stretches(*_checked_span(epochs, seconds), MOST_AT_ONCE)

    def _stretches(self, epochs, seconds, longest):
        end = time.perf_counter() + seconds
        while epochs > 0 and (records := self._train(min(epochs, longest))):
            yield records
            epochs -= len(records)
            if time.perf_counter() >= end:
                return

    def _train(self, most):
        """Train one epoch, or up to `most` in one call of a fast engine; return the Records, none at the end."""
        at_once = min(most, self._at_once()) if self.engine.trains_stretches else 1
        if at_once > 1:
            return self._train_epochs(at_once)
        return self._train_epoch()

    def _at_once(self):
        """How many epochs to train in one call: as many as take a moment, but none beyond the next change."""
        before_a_change = [epoch - self.epoch - 1 for epoch, _changes in self.journal if epoch > self.epoch]
        in_a_moment = int(AT_ONCE_SECONDS / self._epoch_seconds)
        return min(max(in_a_moment, 2), MOST_AT_ONCE, *before_a_change)

    def _train_epochs(self, epochs):
        """Train so many epochs in one call, and return the Records of those that are finite."""
        if self.diverged:
            return []
        start, updates = time.thread_time(), self.engine.updates
        settings, points = self.settings_at(self.epoch), self.points
        size, penalty = settings["batch_size"], settings["penalty_rate"]
        following = range(self.epoch, self.epoch + epochs)
        rates = [settings["learning_rate"] * self._schedule(epoch) for epoch in following]
        orders, shuffles = zip(*((self._order(), self._shuffle.bit_generator.state) for _ in following), strict=True)
        losses, trail = self.engine.train_epochs(*points.training, orders, rates, size, penalty)
        measures = self.engine.evaluate_epochs(trail, points.inputs, points.targets, points.n_train, penalty)
        finite = finite_epochs(measures)
        losses, trail, measures = losses[:finite], trail[:finite], measures[:finite]
        updates += -(-points.n_train // size) * np.arange(1, len(trail) + 1)
        states = [state.copy() for state in self.engine.states_of(trail, updates)]
        trained = zip(following, losses, measures, rates, states, shuffles, strict=False)
        records = []
        for epoch, loss, measured, rate, state, shuffle in trained:
            self.epoch = epoch + 1
            self._hold(state, shuffle, loss)
            records.append(Record(self.epoch, float(loss), *map(float, measured), rate, self._parameters(state)))
        self._set(self.epoch)  # the last that is finite
        self.diverged = finite < epochs
        self._epoch_seconds = (time.thread_time() - start) / epochs
        return records

    def _train_epoch(self):
        """Train one epoch and return [its Record]; [] if it would not be finite: then nothing has changed."""
        if self.diverged:
            return []
        settings, order = self.settings_at(self.epoch), self._order()
        rate = settings["learning_rate"] * self._schedule(self.epoch)
        loss = self.engine.train_epoch(
            *self.points.training, order, rate, settings["batch_size"], settings["penalty_rate"]
        )
        self.epoch += 1
        measured = self._measure()
        if not (is_finite(loss, self.engine.parameters) and are_finite(measured)):
            self._set(self.epoch - 1)
            self.diverged = True
            return []
        is_as_trained = not self._set_by_hand()
        self._keep(loss)
        return [self._record(measured) if is_as_trained else self.record()]

    def record(self):
        """Return the Record of the present epoch."""
        return self._record(within_limits(self._measure()))

    def _measure(self):
        """Return (training loss, test loss, training score, test score) of the present epoch."""
        points, settings = self.points, self.settings_at(self.epoch - 1)
        return self.engine.evaluate(points.inputs, points.targets, points.n_train, settings["penalty_rate"])

    def _record(self, measured):
        state, _, loss = self._states[self.epoch]
        before = self.epoch - 1
        rate = self.settings_at(before)["learning_rate"] * self._schedule(before) if self.epoch else np.nan
        return Record(self.epoch, loss, *measured, rate, self._parameters(state))

    def _parameters(self, state):
        """Return a copy of the parameters in a state: a view would keep the whole state in memory."""
        parameters = state[: self.n_parameters].copy()
        parameters.flags.writeable = False
        return parameters

    def predict(self, points):
        """Return ŷ of the present epoch, shape (1, n), for points of shape (2, n)."""
        return self.engine.predict(features(self.description.features, arrays.columns("points", points, 2)))

    def _order(self):
        """Draw the order in which the next epoch takes the examples."""
        return self._ordered(self.points.training[1], self._shuffle)

    def _schedule(self, epoch):
        return self._scheduled(epoch, self.description.period)

    # --- one update at a time

    def walk(self, epoch, update, seconds=np.inf):
        """Return an Update of the epoch that follows `epoch`; the run goes to `epoch` as `restore` does.

        Update 0 is the first; the last one ends at the parameters of the next epoch, before any are set there by hand.
        Returns None when `seconds` are used up on the way to `epoch`. Raises ValueError if there is no such update.
        """
        epoch = checks.whole("epoch", epoch, 0, max(self._states))
        settings = self.settings_at(epoch)
        rate, size = settings["learning_rate"] * self._schedule(epoch), settings["batch_size"]
        updates = -(-self.points.n_train // size)
        update = checks.whole("update", update, 0, updates - 1)
        if self.restore(epoch, seconds) is None:
            return None
        order = self._order()
        try:
            batch = order[update * size : (update + 1) * size]
            vectors = []
            for examples in (order[: update * size], batch):
                if len(examples):  # training in two calls gives the bits of one
                    self.engine.train_epoch(*self.points.training, examples, rate, size, settings["penalty_rate"])
                vectors.append(self.engine.parameters)
        finally:
            self._set(epoch)
        return Update(batch, updates, rate, *self._differentiate(batch, *vectors))

    def _differentiate(self, batch, before, after):
        """Return (gradient, before, after, loss before, loss after) by the readable perceptron."""
        perceptron = build_perceptron(self.description, np.random.default_rng(0))
        inputs, targets = (array[:, batch] for array in self.points.training)
        losses = []
        with np.errstate(all="ignore"):
            for parameters in (after, before):
                perceptron._lay_out(parameters)  # finite or not
                y_hat = perceptron.forward(inputs)
                losses.append(float(perceptron.loss(y_hat, targets).mean()))
            gradient = perceptron.gradients(perceptron.loss.derivative(y_hat, targets))
        return gradient, before, after, *reversed(losses)

    # --- changes, and back in time

    def settings_at(self, epoch):
        """Return the learning rate (before the schedule), batch size and penalty rate that hold from `epoch` on."""
        epoch = checks.whole("epoch", epoch, -1)  # before the first there is nothing but the description
        settings = {name: getattr(self.description, name) for name in LIVE}
        for changed_at, changes in self.journal:
            if changed_at <= epoch:
                settings |= {name: changes[name] for name in LIVE if name in changes}
        return settings

    def change(self, **changes):
        """Journal changes, see `journal`; they hold from the present epoch on.

        Later entries of the journal are struck out: those epochs are now trained differently. Raises ValueError as the
        description does, and JournalFull; then nothing has changed.
        """
        changes = _checked_changes(changes, self.description)
        by_hand = self._by_hand(self.epoch) | dict(changes.pop("parameters", ()))
        wanted = self.settings_at(self.epoch) | changes
        before = self.settings_at(self.epoch - 1)
        journal = [entry for entry in self.journal if entry[0] < self.epoch]
        new = {name: value for name, value in wanted.items() if value != before[name]}
        if by_hand:
            new["parameters"] = [[place, by_hand[place]] for place in sorted(by_hand)]
        if new:
            journal.append((self.epoch, new))
        _check_room(len(journal), sum(map(_edits, journal)))
        self.journal, self.changed = journal, self.changed + 1
        self._drop(lambda epoch: epoch > self.epoch)
        self.diverged = False
        self._set_by_hand()
        self._keep(self._states[self.epoch][2])

    def _by_hand(self, epoch):
        """Return {place: value} of the parameters that the journal sets at an epoch."""
        entries = [changes.get("parameters", ()) for changed_at, changes in self.journal if changed_at == epoch]
        return {place: value for entry in entries for place, value in entry}

    def _set_by_hand(self):
        """Set what the journal sets at the present epoch, and return True if there is any."""
        by_hand = self._by_hand(self.epoch)
        if by_hand:
            parameters = self.engine.parameters
            parameters[list(by_hand)] = list(by_hand.values())
            self.engine.parameters = parameters
        return bool(by_hand)

    def restore(self, epoch, seconds=np.inf, rest=lambda: None):
        """Go to `epoch`, at most the newest, and return its Record: from what is held, or by training again.

        Returns None when `seconds` are used up on the way there; the next call goes on from where this one came to.
        `rest` is called after each epoch, and may wait, to leave the processor to others. Epochs that are passed on the
        way are not held for long.
        """
        epoch = checks.whole("epoch", epoch, 0, max(self._states))
        end = time.perf_counter() + checks.duration("seconds", seconds)
        checks.function("rest", rest)
        self._set(max(held for held in self._states if held <= epoch))
        held_before = set(self._states)
        while self.epoch < epoch:
            if time.perf_counter() >= end:
                return None
            self._train(epoch - self.epoch)
            if self.holds_much:
                self.forget(held_before.__contains__)
            rest()
        return self.record()

    def _set(self, epoch):
        """Go to an epoch that is held."""
        self.engine.state, self._shuffle.bit_generator.state, _ = self._states[epoch]
        self.epoch = epoch
        self.diverged = False

    def parameters_at(self, epoch):
        """Return a copy of the parameters of an epoch that is held, without going there."""
        if checks.whole("epoch", epoch, 0, max(self._states)) not in self._states:
            raise ValueError(f"epoch {epoch} is not held: go there by `restore`.")
        return self._states[epoch][0][: self.n_parameters].copy()

    @property
    def held(self):
        """The epochs that can be restored without training again, in order."""
        return sorted(self._states)

    @property
    def state_bytes(self):
        """How many bytes the state of one epoch takes."""
        return self._states[self.epoch][0].nbytes

    @property
    def held_bytes(self):
        """About how many bytes all held epochs take."""
        return len(self._states) * (self.state_bytes + GENERATOR_BYTES)

    @property
    def holds_much(self):
        """True when training has added so much to what is held that it is time to `forget` some of it."""
        return (len(self._states) - self._kept) * (self.state_bytes + GENERATOR_BYTES) > LOOSE_BYTES

    def forget(self, keep):
        """Drop every held epoch for which keep(epoch) is false, but for checkpoints, the newest and the present one."""
        checks.function("keep", keep)
        newest = max(self._states)
        checkpoints = [epoch for epoch in self._states if epoch % self._spacing == 0]
        most = min(CHECKPOINTS, 1 + CHECKPOINT_BYTES // self.state_bytes)
        while len(checkpoints) > most:
            self._spacing *= 2
            checkpoints = [epoch for epoch in checkpoints if epoch % self._spacing == 0]
        keepers = {*checkpoints, newest, self.epoch}
        self._drop(lambda epoch: epoch not in keepers and not keep(epoch))

    def let_go(self):
        """Drop all held epochs but the first, the present and the newest: any other is trained again if need be."""
        keepers = {0, self.epoch, max(self._states)}
        self._drop(lambda epoch: epoch not in keepers)

    def _drop(self, is_dropped):
        self._states = {epoch: state for epoch, state in self._states.items() if not is_dropped(epoch)}
        self._kept = len(self._states)

    def _keep(self, loss):
        self._hold(self.engine.state, self._shuffle.bit_generator.state, loss)

    def _hold(self, state, shuffle, loss):
        state.flags.writeable = False
        self._states[self.epoch] = (state, shuffle, float(loss))


def _checked_span(epochs, seconds):
    return checks.whole("epochs", epochs, 0), checks.duration("seconds", seconds)


def checked_description(description):
    """Return a description, or raise ValueError for anything else."""
    if isinstance(description, Description):
        return description
    raise ValueError(f"description must be a Description, such as Description(), not {checks.shown(description)}.")


def _checked_changes(changes, description):
    """Return changes, each checked, the LIVE settings as a description checks them."""
    limits = LIMITS | {"batch_size": (1, description.n_train)}
    checked = {}
    for name, value in changes.items():
        if checks.choice("change", name, (*LIVE, "parameters")) == "parameters":
            checked[name] = _checked_parameters(value, n_parameters(description.sizes))
        else:
            check = checks.whole if name == "batch_size" else checks.real
            checked[name] = check(name, value, *limits[name])
    return checked


def _checked_parameters(pairs, count):
    """Return [[place, value], ...] for places among `count` parameters, checked."""
    is_list = isinstance(pairs, (list, tuple)) and len(pairs) <= count
    if not is_list or not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in pairs):
        raise Fault("parameters must be a list of at most {count} pairs: a place and a value.", count=count)
    return [
        [
            checks.whole(Phrase("place of a parameter"), place, 0, count - 1),
            checks.real(Phrase("parameter"), value, -MAX_PARAMETER, MAX_PARAMETER),
        ]
        for place, value in pairs
    ]


def _edits(entry):
    """Return how many weights and biases an entry of a journal sets by hand."""
    _epoch, changes = entry
    return len(changes.get("parameters", ()))


def _check_room(changes, edits):
    if changes > MAX_JOURNAL or edits > MAX_EDITS:
        raise JournalFull


def checked_journal(journal, description):
    """Return a journal of changes to a run of this description, checked: a list of (epoch, changes), see `Run`.

    Raises ValueError for an invalid entry, for one out of order, and for too many.
    """
    checked, edits = [], 0
    for entry in checks.iterable("journal", journal, "(epoch, changes)"):
        try:
            epoch, changes = entry
            changes = dict(changes)
        except (TypeError, ValueError) as error:
            raise Fault("An entry of the journal must be an epoch and its changes.") from error
        earliest = checked[-1][0] if checked else 0
        epoch = checks.whole(Phrase("epoch of a change"), epoch, earliest, MAX_EPOCH)
        checked.append((epoch, _checked_changes(changes, description)))
        edits += _edits(checked[-1])
        _check_room(len(checked), edits)
    return checked
