"""The dialog "Share and save": it takes the run away as it was on show, with a tab for each way to do that."""

import math

import streamlit as st

from export import code_tab, link, model_tab, record
from export.model import journal_of
from playground import session
from playground.choices import CONTROLS
from playground.stage import begin_with, stop_sharing
from playground.summaries import summary
from playground.texts import N_, _, number

GOES = 20  # at an epoch that has to be trained again, each of `playground.feed.SECONDS`

TOO_FAR = N_("It takes too long to get back to epoch {epoch}. Close this, pause the run, and press Share again.")

# What a tab is called: tab(snapshot), which draws it.
TABS = {
    N_("Link"): link.tab,
    N_("Python"): code_tab.tab,
    N_("Model"): lambda snapshot: model_tab.tab(snapshot, _load if _is_free() else None),
    N_("Record"): record.tab,
}


def share_and_save(share):
    """Show the dialog for what `playground.stage.wants_to_share` says; the run is looked at once for each opening."""
    st.dialog(_("Share and save"), width="large", on_dismiss=stop_sharing)(_show)(share)


def _show(share):
    if session.current().is_lost:
        st.rerun()
    if "snapshot" not in share:
        share["snapshot"] = _snapshot(**share)
    snapshot = share["snapshot"]
    if snapshot is None:
        st.text(_(TOO_FAR).format(epoch=share["epoch"]))
        return
    st.text(about(snapshot))
    for place, draw in zip(st.tabs([_(name) for name in TABS]), TABS.values(), strict=True):
        with place:
            draw(snapshot)


def about(snapshot):
    """Return the line that says which run it is, and where it is."""
    record, settings = snapshot.record, summary(snapshot.description)
    parts = [
        _("Epoch {epoch}").format(epoch=record.epoch),
        _("training loss {loss}").format(loss=_number(record.train_loss)),
        *(settings[name] for name in (_("data set"), _("network"), _("activation"))),
        _("learning rate {rate}").format(rate=settings[_("learning rate")]),
    ]
    return " · ".join(parts)


def _number(loss):
    """Return a loss as the stage writes it: three decimals, of a small one two digits."""
    if 0 < loss < 1e-6:
        return number(loss, ".1e")
    return number(loss, ".3f" if loss == 0 or loss >= 0.01 else f".{1 - math.floor(math.log10(loss))}f")


def _is_free():
    """False where a teacher's link locks or hides a setting: a model could bring another one."""
    return all(session.current().settings.may_change(name) for name in CONTROLS)


def _load(model):
    """Let a model that was read take the place of the run."""
    begin_with(model.description, journal_of(model))


def _snapshot(feed, epoch):
    """Return the Snapshot of an epoch, None if it takes too long to get there."""
    for _go in range(GOES):
        if (snapshot := feed.snapshot(epoch)) is not None:
            return snapshot
    return None
