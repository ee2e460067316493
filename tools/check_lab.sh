#!/bin/sh
# Opens each notebook in JupyterLab in a headless browser, runs all its cells, and sees its working copies.
#
#   tools/check_lab.sh [NOTEBOOK …]     names such as 03_violence.ipynb; by default all
#
# Needs a finished run of the assessment (SVA_ASSESSMENT, by default the letter's), node with playwright-core (NODE_PATH)
# and Chromium (CHROMIUM). What is missing is a failure.
set -u
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname "$here")
cd "$root" || exit 2
command -v node >/dev/null || { echo "missing: node (apt-get install nodejs)" >&2; exit 2; }
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || { echo "missing: Chromium (apt-get install chromium)" >&2; exit 2; }
[ $# -gt 0 ] || { cd notebooks && set -- *.ipynb && cd ..; }

copy=$(mktemp -d) || exit 2
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$copy"' EXIT INT TERM
# a copy, since JupyterLab saves what was run
cp notebooks/*.ipynb "$copy"
.venv/bin/python -c "from sva.pipeline.tools import quiet_lab; quiet_lab()"
token=$(.venv/bin/python -c "import secrets; print(secrets.token_hex(16))")
port=$(.venv/bin/python -c "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])")
root_allowed=; [ "$(id -u)" = 0 ] && root_allowed=--allow-root
SVA_HOME=$root SVA_ASSESSMENT=${SVA_ASSESSMENT:-west-mercia-2023-05} JUPYTER_CONFIG_DIR=$copy/.config JUPYTER_DATA_DIR=$copy/.data \
    .venv/bin/python -m jupyterlab --no-browser --ip=127.0.0.1 --port="$port" --ServerApp.port_retries=0 --ServerApp.root_dir="$copy" \
    --IdentityProvider.token="$token" --LabApp.expose_app_in_browser=True --LabApp.news_url=None --ServerApp.log_level=ERROR $root_allowed \
    >"$copy/server.log" 2>&1 &
server=$!
waited=0
until .venv/bin/python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/api?token=$token')" 2>/dev/null; do
    sleep 1; waited=$((waited + 1))
    [ "$waited" -lt 60 ] && kill -0 "$server" 2>/dev/null || { echo "JupyterLab did not start:" >&2; cat "$copy/server.log" >&2; exit 1; }
done
node "$here/check_lab.mjs" "http://127.0.0.1:$port" "$token" "$@"
