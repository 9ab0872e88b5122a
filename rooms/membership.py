"""A student's part in a room: what their session tells the room, and how it follows what the teacher sets."""

from dataclasses import replace

from nn_core.checks import Fault
from playground import session
from playground.feed import Feed
from playground.reader import learner
from playground.run_link import Shared
from playground.texts import N_, _, number
from rooms.report import Report


class Membership:
    """A student in a room, as the session of one of their tabs has it."""

    def __init__(self, room, student, holder):
        self.room, self.student = room, student
        student.holder = self._holder = holder
        if student.free is None:
            settings, controls = session.current().settings, room.lead.controls
            is_narrowed = controls is not None and controls[1:] != (None, ())
            # What the room hides or locks already may stand in the address of who comes back: it is not their own.
            student.free = (None, ()) if is_narrowed else (settings.show, settings.lock)
        offer = room.lead.offer
        if (
            student.followed == 0 and offer and student.mark in offer.taken
        ):  # they had it before the room was opened anew
            student.lent = offer.number
        self._told = None  # what the feed had made when the room was told last

    @property
    def number(self):
        """Rises with everything that the student's line has to say."""
        return self.room.lead.number + self.student.news

    @property
    def is_held(self):
        """True while the teacher has paused all."""
        return self.room.is_paused and not self.is_elsewhere and not self.is_out

    @property
    def is_elsewhere(self):
        """True when the student has come in by another tab since."""
        return self.student.holder != self._holder

    @property
    def is_out(self):
        """True when the teacher has taken the student out, or the room is over."""
        return self.room.is_over or self.room.student_with(self.student.token) is not self.student

    def lose(self):
        """The browser of this tab has gone, which may come back."""
        if not self.is_elsewhere:
            self.room.lose(self.student)

    def tell(self, feed):
        """Tell the room what the student's feed has made, if that is new, and that it plays."""
        if feed is None or self.is_elsewhere or self.is_out:
            return
        if feed.made is self._told:
            self.room.hear(self.student)
            return
        run = feed.run
        report = Report(
            feed.run_id, run.description, feed.description, run.journal, feed.is_loaded, run.engine.name, run.points,
            feed.made.record, feed.made.first, feed.made.rows, run.diverged,
        )  # fmt: skip
        feed.was_heard()
        self._told = feed.made
        self.room.take(self.student, report)

    # --- what the teacher has set

    def follow(self):
        """Carry out what the teacher has set since; return (True if the page is another now, a sentence about it)."""
        lead, before = self.room.lead, self.student.followed
        self.student.followed = lead.number
        settings = session.current().settings
        said = []
        if lead.controls and lead.controls[0] > before:
            said.append(self._narrow(*lead.controls[1:]))
        if lead.stop and lead.stop[0] > before:
            said.append(_set_stop(lead.stop[1]))
        offer = lead.offer
        if offer and offer.at_once and offer.number > before and self.student.mark not in offer.taken:
            said.append(self.take())
        has_changed = session.current().settings != settings or self.student.lent == (offer and offer.number)
        return bool(said) and has_changed, " ".join(filter(None, said))

    def _narrow(self, show, lock):
        """Leave only some controls to the student, or, where all are free in the room, those that they had before."""
        now, is_free = session.current(), show is None and not lock
        wanted = self.student.free if is_free else (show, lock)
        if wanted == (now.settings.show, now.settings.lock):
            return ""
        now.use(replace(now.settings, show=wanted[0], lock=wanted[1]))
        if is_free:
            return _("You have your controls back.")
        return _("Your teacher has chosen which controls you can use.")

    def release(self):
        """Give the student the controls back that they had before; return True if the room had taken any."""
        return bool(self._narrow(None, ()))

    @property
    def offer(self):
        """What the student may take, None if there is nothing that they do not have."""
        offer, student = self.room.lead.offer, self.student
        return offer if offer and offer.number != student.lent and offer.source != student.mark else None

    def take(self):
        """Take what the teacher gives; return a sentence about it."""
        now, student = session.current(), self.student
        with self.room.lock:
            offer = self.room.lead.offer
            if offer is None:
                raise Fault(N_("Nothing is on offer any more."))
            offer.taken.add(student.mark)
            settings = offer.settings_for(student)
        if student.lent is None:
            student.had = mine(now)
        student.lent = offer.number
        _begin(now, replace(settings, show=now.settings.show, lock=now.settings.lock), offer.shared)
        sentence = _("Your teacher has sent you this: {what}.") if offer.at_once else _("You have taken this: {what}.")
        return sentence.format(what=offer.text_for(student))

    def back(self):
        """Bring back what the student had before anything of the teacher's."""
        now, student = session.current(), self.student
        if student.had is None:
            raise Fault(N_("There is nothing of yours to go back to."))
        (settings, shared), student.had, student.lent = student.had, None, None
        _begin(now, replace(settings, show=now.settings.show, lock=now.settings.lock), shared)


def _set_stop(epoch):
    now = session.current()
    if now.settings.stop == epoch:
        return ""
    now.use(replace(now.settings, stop=epoch))
    if epoch is None:
        return _("There is no epoch to stop at any more.")
    return _("Your teacher lets all stop at epoch {epoch}.").format(epoch=number(epoch))


def mine(now):
    """Return (Settings, Shared) of what is on a student's stage; in place of Shared None where nothing was trained."""
    feed = now.feed
    if feed is None or not (feed.made.record.epoch or feed.run.journal):
        return now.settings, None
    epoch, run = feed.made.record.epoch, feed.run
    journal = [entry for entry in run.journal if entry[0] <= epoch]
    # No loss: the stage would compare it, and speak of a link.
    return now.settings, Shared(run.description, journal, epoch, run.engine.name, None)


def _begin(now, settings, shared):
    """Let a run with these settings take the place of the one there is."""
    now.use(settings)
    now.shared = shared
    if shared is None:
        now.feed = Feed(settings.description, learner=learner())
