#!/usr/bin/env bash
# Looks at the pages that runs wrote, in headless Chromium.
#
#   run.sh REPORTS      (a workspace's reports folder)
#
# CHROMIUM names another browser than /usr/bin/chromium.
set -euo pipefail
pages=$(realpath "$1")
cd "$(dirname "$0")"

export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
if [[ ! -f $pages/index.html ]]; then
	echo "there is no page in $pages: make one first (make demo)" >&2
	exit 1
fi
if [[ ! -x $CHROMIUM ]]; then
	echo "there is no browser at $CHROMIUM: install Chromium (Debian: apt-get install chromium), or name another with CHROMIUM=PATH" >&2
	exit 1
fi
if ! command -v npm >/dev/null; then
	echo "npm is missing: install Node.js 20 or later" >&2
	exit 1
fi
if ! cmp -s package-lock.json node_modules/.installed; then
	npm ci --no-audit --no-fund --ignore-scripts
	cp package-lock.json node_modules/.installed
fi
PAGES=$pages node --test --test-reporter=spec ./pages.test.mjs
