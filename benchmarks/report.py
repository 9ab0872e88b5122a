"""Prints the figures of a benchmark: as a table, or with --json one object a line."""

import argparse
import json


class Report:
    """Collects figures, each with its target; `at_most` tells which side of the target is right.

    `parser` may bring arguments of the benchmark's own: `options` has what was given.
    """

    def __init__(self, description, parser=None):
        parser = parser or argparse.ArgumentParser()
        parser.description = description
        parser.add_argument("--json", action="store_true", help="one JSON object a line instead of a table")
        self.options = parser.parse_args()
        self.json = self.options.json
        if not self.json:
            print(f"{'figure':<66} {'value':>9} {'unit':<10} {'target':>8}  ok")

    def add(self, figure, value, unit, target=None, *, at_most=True):
        """Print one figure."""
        ok = None if target is None else bool(value <= target if at_most else value >= target)
        if self.json:
            row = {"figure": figure, "value": round(value, 4), "unit": unit, "target": target, "ok": ok}
            print(json.dumps(row), flush=True)
            return
        sign = "" if target is None else "≤ " if at_most else "≥ "
        mark = {None: "", True: "yes", False: "NO"}[ok]
        wanted = "" if target is None else f"{sign}{target:g}"
        shown = f"{value:,}" if isinstance(value, int) else f"{value:.3g}"
        print(f"{figure:<66} {shown:>9} {unit:<10} {wanted:>8}  {mark}", flush=True)
