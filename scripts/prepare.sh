#!/bin/sh
# Makes .venv hold exactly what the lock files say, and this checkout: prepare.sh runtime|dev
# A second run with the same lock files does nothing. Needs Python 3.11 or newer, and nothing else.
set -eu
cd "$(dirname "$0")/.."

trap 'echo "stopped; run it again to go on" >&2; exit 130' INT

kind=$1
venv=.venv
python=$venv/bin/python

# What the environment was made from; kept inside it and compared whole.
recipe() {
    pwd
    cat pyproject.toml requirements.lock requirements-build.lock
    if [ "$1" = dev ]; then cat requirements-dev.lock; fi
}

made_from() {
    [ -x "$venv/bin/tuowang" ] && recipe "$1" | cmp -s - "$venv/.made-for-$1"
}

# The environment for development holds all that running needs.
if made_from "$kind" || made_from dev; then exit 0; fi

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    candidates=${PYTHON:-python3.11 python3 python}
    for candidate in $candidates; do
        if new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "Tuowang needs Python 3.11 or newer; tried: $candidates" >&2
    echo "需要 Python 3.11 或更新版本。" >&2
    echo "Install it, or name it: make demo PYTHON=/path/to/python3.11" >&2
    exit 2
}

# Says nothing unless the step fails; an interrupt ends in one line, not in a traceback.
quietly() {
    problem=$("$@" 2>&1) || {
        printf '%s\n' "$problem" | tail -n 15 >&2
        return 1
    }
}

pip_install() {
    quietly "$python" -m pip install --quiet --disable-pip-version-check --no-input "$@"
}

packages_from() {
    echo "installing $(grep -c '==' "$1") packages from $1 ..."
    pip_install --require-hashes --only-binary :all: -r "$1"
}

if ! { new_enough "$python" && "$python" -m pip --version >/dev/null 2>&1; }; then
    base=$(find_python)
    echo "making $venv with $("$base" --version) ..."
    quietly "$base" -m venv --clear "$venv" || {
        echo "If Python's venv module is missing, on Debian and Ubuntu: apt install python3-venv" >&2
        exit 2
    }
fi

rm -f "$venv"/.made-for-*
if [ "$kind" = dev ]; then
    packages_from requirements-dev.lock
else
    packages_from requirements-build.lock
    packages_from requirements.lock
fi
echo "installing tuowang from this folder ..."
pip_install --no-deps --no-build-isolation --editable .
recipe "$kind" >"$venv/.made-for-$kind.new"
mv "$venv/.made-for-$kind.new" "$venv/.made-for-$kind"
