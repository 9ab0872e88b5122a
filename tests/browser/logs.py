"""What the servers of the browser tests wrote into their logs: a test of its own, the last one, tells of it."""

import pytest

LOGS = pytest.StashKey()


class Logs:
    """The servers that serve more than one test: none of these can be blamed for what their logs say."""

    def __init__(self):
        self.servers = []

    def watch(self, server):
        """Have the server's log read in the end; return the server."""
        self.servers.append(server)
        return server

    def complaints(self):
        """Stop every server, and return what they had to complain about."""
        return [line for server in self.servers for line in server.stop()]


class CleanLogs(pytest.Item):
    """Fails with the lines that should not be there."""

    @classmethod
    def last(cls, session):
        """Return it, to be put at the end of the session's tests."""
        name = "the_logs_of_the_servers_are_clean"
        return cls.from_parent(session, name=name, nodeid=f"tests/browser/logs.py::{name}")

    def runtest(self):
        lines = self.config.stash[LOGS].complaints()
        if lines:
            pytest.fail("\n".join(lines), pytrace=False)

    def reportinfo(self):
        return __file__, None, self.name
