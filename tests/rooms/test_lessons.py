"""What a class does together: an experiment that was dealt out, and a challenge."""

from playground.settings import Settings
from rooms.teaching import experiment
from tests.helpers.rooms import a_report, a_room


def dealt(epochs=5):
    """A room with an experiment on seeds, and its student."""
    room, ada = a_room("Ada")
    experiment(room, {"vary": "seed", "values": None, "base": "mine", "epochs": epochs}, Settings())
    room.experiment.dealt(ada)
    return room, ada


def test_a_run_that_was_dealt_out_has_its_curve():
    room, ada = dealt()
    room.take(ada, a_report(3))

    told, numbers = room.experiment.told(room.students, 0)

    assert [(curve["student"], curve["epochs"], curve["ended"]) for curve in told["curves"]] == [(ada.id, 4, False)]
    assert len(numbers) == 8


def test_a_run_that_has_come_to_its_end_stays_as_it_was_whatever_its_student_does():
    room, ada = dealt()
    room.take(ada, a_report(5))
    before, _ = room.experiment.told(room.students, 0)

    room.take(ada, a_report(2, run_id="another", noise=30))
    after, _ = room.experiment.told(room.students, 0)

    assert before["solved"] == after["solved"]
    assert before["sentence"] == after["sentence"]
    assert after["curves"][0]["ended"]


def test_a_run_that_was_changed_before_its_end_does_not_count():
    room, ada = dealt()
    room.take(ada, a_report(3))
    room.take(ada, a_report(3, run_id="another", noise=30))

    told, _ = room.experiment.told(room.students, 0)

    assert told["curves"][0]["changed"]
    assert told["counted"] == 0


def test_nobody_has_begun_as_long_as_nobody_has_trained():
    room, ada = dealt()
    room.take(ada, a_report(0))

    told, _ = room.experiment.told(room.students, 0)

    assert told["sentence"] == "Nobody has begun yet."


def test_a_student_is_told_what_their_part_of_an_experiment_is():
    room, ada = a_room("Ada")
    experiment(room, {"vary": "learning_rate", "values": ["0.1", "0.3"], "base": "mine", "epochs": 5}, Settings())
    room.lead.offer.settings_for(ada)

    assert room.lead.offer.text_for(ada) == "your part of a class experiment, Learning rate: 0.1"
    assert room.lead.offer.text_for(None) == "a class experiment"
