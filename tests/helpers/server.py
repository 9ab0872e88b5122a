"""What stands between the stage and a feed, without a page: every request is to be read and carried out."""

from dataclasses import replace

from playground import protocol
from playground.explanations import remedied, remedies
from playground.feed import Feed
from playground.protocol import unpack


class Server:
    """A run of the page with its settings, and what an opening says of it besides: `texts`."""

    def __init__(self, settings, feed=None, **texts):
        self.settings = settings
        self.feed = feed or Feed(settings.description)
        self.texts = texts
        self.shared = None

    @property
    def view(self):
        told = {name: getattr(self.settings, name) for name in ("speed", "stop", "target")}
        return {"number": 0, "reseed": self.settings.may_change("seed")} | told

    def opening(self):
        about = self.texts | {"view": self.view, "remedies": remedies(self.settings)}
        return self.feed.opening(**about, shared=self.shared, greet=False)

    def answer(self, request):
        """Return the answer to a request, which must be one that can be carried out."""
        do = protocol.read(request)["do"]
        if do in ("train", "seek", "walk", "branch"):
            answer = self.feed.answer(request, view=self.view)
            assert answer is None or unpack(answer)[0]["kind"] != "refused", request
            return answer or self.opening()
        if request["run_id"] == self.feed.run_id:
            self._carry_out(do, request)
        return self.opening()

    def _carry_out(self, do, request):
        if do == "reset":
            self.feed = self.feed.again()
        elif do == "reseed":
            self._follow(replace(self.settings.description, seed=self.settings.description.seed + 1))
        elif do == "apply":
            self.settings, is_fresh = remedied(self.settings, request["explanation"])
            self._follow(self.settings.description, is_fresh)
        elif do == "share":
            self.shared = request["id"]
        elif do == "continue":
            before = (request.get(name) for name in ("start", "journal", "epoch", "engine", "loaded"))
            self.feed = Feed.continued(self.settings.description, *before)

    def use(self, description):
        """The controls of the page are set to this: the page runs, and sends an opening."""
        self._follow(description)
        return self.opening()

    def _follow(self, description, is_fresh=False):
        self.settings = replace(self.settings, description=description)
        if is_fresh or not self.feed.follow(description):
            self.feed = Feed(description)
