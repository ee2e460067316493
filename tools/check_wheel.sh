#!/usr/bin/env bash
# Build the wheel, install it in an environment of its own, elsewhere, and read every bundled file from there.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$root/.venv/bin/python" -m pip wheel -q --no-deps --no-build-isolation --no-index -w "$place" "$root"
"$root/.venv/bin/python" -m venv --system-site-packages "$place/env"
# the locked packages are borrowed from the project's environment; sva itself is not
site=$("$root/.venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
own=$("$place/env/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
"$place/env/bin/python" -m pip install -q --no-deps --no-index "$place"/sva-*.whl
printf '%s\n' "$site" > "$own/borrowed.pth"
cd "$place"
"$place/env/bin/python" "$root/tools/read_bundled.py" "$own"
"$place/env/bin/sva" --version
