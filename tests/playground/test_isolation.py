"""Tests that the protocol, the feed and all that they need run without Streamlit."""

from tests.nn_core.test_isolation import result_of

WITHOUT_STREAMLIT = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "streamlit":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocked())
"""
ANSWER = """
from nn_core import Description
from playground import address, explanations, labels, protocol, run_link, settings
from playground.feed import Feed
feed = Feed(Description(n=20, hidden=(3,), batch_size=5))
about = {"version": protocol.VERSION, "run_id": feed.run_id, "revision": 0, "id": 1}
request = {"do": "train", "from": 0, "shown": 0, "count": 3, "pace": "all", "urgent": False}
feed.engine = "numpy"
header, numbers = protocol.unpack(feed.answer(protocol.read(about | request)))
opening, _ = protocol.unpack(feed.opening(labels=labels.stage_labels(), rules=explanations.rules()))
result = [header["kind"], header["count"], opening["summary"]["network"], opening["labels"]["play"]]
"""


def test_the_feed_answers_where_streamlit_cannot_be_imported():
    assert result_of(WITHOUT_STREAMLIT + ANSWER) == ["chunk", 3, "2-3-1", "Play"]


def test_what_the_feed_needs_does_not_import_streamlit_where_it_is_there():
    assert "streamlit" not in result_of(f"{ANSWER}\nresult = foreign()")
    assert "streamlit" in result_of("import playground.stage\nresult = foreign()")  # the same look would see it
