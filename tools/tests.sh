#!/bin/sh
# Run tests in two phases, one after the other: those without a browser on both cores, then the browser tests in one
# process, since two Chromiums and two servers on two cores starve each other. Fails if either phase does.
# Usage: tools/tests.sh MARKERS [PATH ...], such as: tools/tests.sh "not slow" tests/browser/test_stage.py
set -u
markers=$1
shift
none=5  # pytest's exit status when no test was left to run

phase() {
    name=$1 chosen=$2
    shift 2
    began=$(date +%s)
    .venv/bin/python -m pytest -m "($markers) and ($chosen)" "$@"
    status=$?
    took=$(($(date +%s) - began))
    case $status in 0) outcome=passed ;; "$none") outcome="no test" ;; *) outcome=failed ;; esac
    times="$times$(printf '\n%-18s %2d min %2d s, %s' "$name" $((took / 60)) $((took % 60)) "$outcome")"
}

times=
phase "Without a browser:" "not browser" -n 2 "$@"
first=$status
phase "In a browser:" browser "$@"
second=$status
echo "$times"

case "$first $second" in
    "$none $none") echo "No test was chosen: check the path." >&2; exit "$none" ;;
    "0 0" | "0 $none" | "$none 0") exit 0 ;;
    *) exit 1 ;;
esac
