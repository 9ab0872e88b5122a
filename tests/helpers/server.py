"""What stands between the stage and a feed, without a page: every request is to be read and carried out."""

from dataclasses import replace

from playground import protocol
from playground.feed import Feed
from playground.protocol import unpack


class Server:
    """A run of the page, and what it says to the stage beside the answers: `texts` are those of an opening."""

    def __init__(self, description, **texts):
        self.feed = Feed(description)
        self.texts = texts
        self.shared = None

    def opening(self):
        return self.feed.opening(**self.texts, shared=self.shared, greet=False)

    def answer(self, request):
        """Return the answer to a request, which must be one that can be carried out."""
        do = protocol.read(request)["do"]
        if do in ("train", "seek", "walk", "branch"):
            answer = self.feed.answer(request, view=self.texts["view"])
            assert answer is None or unpack(answer)[0]["kind"] != "refused", request
            return answer or self.opening()
        if request["run_id"] == self.feed.run_id:
            self._carry_out(do, request)
        return self.opening()

    def _carry_out(self, do, request):
        if do == "reset":
            self.feed = self.feed.again()
        elif do == "reseed":
            self.feed = Feed(replace(self.feed.description, seed=self.feed.description.seed + 1))
        elif do == "share":
            self.shared = request["id"]
        elif do == "continue":
            before = (request.get(name) for name in ("start", "journal", "epoch", "engine", "loaded"))
            self.feed = Feed.continued(self.feed.description, *before)

    def use(self, description):
        """The controls of the page are set to this: the page runs, and sends an opening."""
        if not self.feed.follow(description):
            self.feed = Feed(description)
        return self.opening()
