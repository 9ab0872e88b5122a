"""The last of the browser tests: it fails with whatever the servers of the others complained about in their logs."""

import pytest

LOGS = pytest.StashKey()


class Logs:
    """The servers that several tests share, so that none of these tests can be blamed for a line in a log."""

    def __init__(self):
        self.servers = []

    def watch(self, server):
        """Add a server whose log is to be read in the end, and return it."""
        self.servers.append(server)
        return server

    def complaints(self):
        """Stop every server, and return what they had to complain about."""
        return [line for server in self.servers for line in server.stop()]


class CleanLogs(pytest.Item):
    """The test that no server complained about anything; it fails with the lines if one did."""

    @classmethod
    def last(cls, session):
        """Return the test that ends the session."""
        name = "the_logs_of_the_servers_are_clean"
        return cls.from_parent(session, name=name, nodeid=f"tests/browser/logs.py::{name}")

    def runtest(self):
        lines = self.config.stash[LOGS].complaints()
        if lines:
            pytest.fail("\n".join(lines), pytrace=False)

    def reportinfo(self):
        return __file__, None, self.name
