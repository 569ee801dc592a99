#!/usr/bin/env bash
# Reads FHIR exports of a workspace with another program than ours: the npm
# package fhir, which validates against R4 without a network.
#
#   check.sh PROGRAM DIR      DIR/exports/fhir holds an export against an earlier run
set -euo pipefail
empanel=$(realpath "$1")
ws=$(realpath "$2")
cd "$(dirname "$0")"

if ! command -v npm >/dev/null; then
	echo "node and npm are missing; install them first" >&2
	exit 1
fi
# What is pinned in package-lock.json, and none of its scripts.
[[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

# The same with health numbers, in a folder that nobody else can read.
shown=$(mktemp -d)
trap 'rm -rf "$shown"' EXIT
provider=$(sed -n '1s/.*"managingEntity":{"reference":"Practitioner\/\([^"]*\)".*/\1/p' "$ws/exports/fhir/Group.ndjson")
"$empanel" export fhir -w "$ws" --provider "$provider" --since R000001 --out "$shown/fhir" \
	--reveal --purpose "made-up people, to check the export" >/dev/null

node check.mjs "$ws/exports/fhir" "$shown/fhir"
# A check that cannot fail is none.
EXPORT="$ws/exports/fhir" node --test --test-reporter=dot check.test.mjs
echo "every way of breaking an export was found"
