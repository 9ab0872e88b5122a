#!/bin/sh
# Make .venv and install what a requirements file lists, once; say in one sentence what is missing if it cannot be done.
# Usage: tools/environment.sh requirements.txt
set -eu
requirements=$1
stamp=.venv/installed-$(basename "$requirements")

fail() { echo "$1" >&2; exit 1; }

python=
for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && python=$candidate && break
done
[ -n "$python" ] || fail "Python 3.11 or newer is missing; install it with: sudo apt install python3 python3-venv (Debian 12, Ubuntu 24.04 or newer)"

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "Python's venv module is missing; install it with: sudo apt install python3-venv"
    rm -rf .venv
    "$python" -m venv .venv
fi

# The stamp holds what was installed: a changed file installs again.
wanted=$(cat requirements*.txt)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
    echo "Installing what $requirements lists (once; this takes a minute) ..."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$requirements" ||
        fail "The packages could not be installed; check the network, then run the same command again."
    printf '%s\n' "$wanted" > "$stamp"
fi
