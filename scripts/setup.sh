#!/bin/sh
# Makes .venv with everything in it: the first time about half a minute, then nothing.
set -eu
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1 PIP_DISABLE_PIP_VERSION_CHECK=1

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=""
for candidate in ${PYTHON:-} python3.11 python3 python3.12 python3.13 python3.14 python; do
    if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Kytkin needs Python 3.11 or newer, and none was found. Install it, then try again." >&2
    exit 1
fi

if [ -x .venv/bin/python ] && ! new_enough .venv/bin/python; then
    rm -rf .venv
fi
if [ ! -x .venv/bin/python ] || [ ! -x .venv/bin/pip ]; then
    echo "Making .venv with $($python --version)"
    if ! "$python" -m venv .venv; then
        echo "Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2
        exit 1
    fi
fi

uv=.venv/bin/uv
if [ ! -x "$uv" ]; then
    .venv/bin/pip install --quiet "uv>=0.8"
fi
echo "Installing what Kytkin needs (pinned and checked by hash)"
"$uv" pip install --quiet --python .venv/bin/python --require-hashes -r requirements.txt
"$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
.venv/bin/python scripts/compile_messages.py
touch .venv/.ready
echo "Ready: .venv/bin/kytkin --help"
