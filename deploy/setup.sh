#!/bin/sh
# Makes .venv with the locked dependencies, and sees to a browser. Run by `make`, from the root of the checkout.
set -eu
unset VIRTUAL_ENV PYTHONHOME

say() { printf '%s\n' "$*" >&2; }
give_up() { say "$1"; say "→ $2"; exit 6; }

is_fit() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-} python3.12 python3.11 python3.13 python3 python; do
        path=$(command -v "$name" 2>/dev/null) || continue
        if is_fit "$path"; then printf '%s\n' "$path"; return; fi
    done
    give_up "No Python 3.11, 3.12 or 3.13 was found." "Install one, or name it: make PYTHON=/path/to/python3.12 …"
}

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

add_venv_module() {
    # Debian keeps it in a package of its own.
    version=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        say "installing $version"
        apt-get update -q >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -q -y "$version" >&2 || true
    fi
    has_venv "$1" || give_up "$1 cannot make virtual environments." "Install its venv module (Debian, Ubuntu: apt-get install $version)."
}

make_venv() {
    if [ -x .venv/bin/python ] && is_fit .venv/bin/python; then return; fi
    python=$(find_python)
    has_venv "$python" || add_venv_module "$python"
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
}

sync_locked() {
    # --inexact: uv itself lives in this environment and is not in the lock.
    UV_SYSTEM_CERTS=$1 UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never \
        .venv/bin/uv sync -q --locked --inexact --python .venv/bin/python
}

install_locked() {
    [ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q --disable-pip-version-check uv
    say "installing the locked dependencies"
    # With the machine's certificates (a company's proxy), else with uv's own (a machine that has none).
    if sync_locked 1 2>.venv/uv.log || sync_locked 0 2>>.venv/uv.log; then return; fi
    say "uv could not (.venv/uv.log says why); trying pip and its registry, with the same versions and hashes"
    .venv/bin/uv export -q --frozen --no-emit-project --format requirements-txt --output-file .venv/locked.txt
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r .venv/locked.txt
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --editable .
}

make_venv
install_locked
.venv/bin/python -m deploy.browser_setup
