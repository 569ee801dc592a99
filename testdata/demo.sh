#!/usr/bin/env bash
# A made-up province of 50,000 people: the first load, four nights, and what
# one asks afterwards.
#
#   demo.sh PROGRAM DIR      (DIR is removed first)
set -euo pipefail
empanel=$1
ws=$2
days=(2026-09-28 2026-09-29 2026-09-30 2026-10-01 2026-10-02)

# say shows a command as it would be typed, and runs it. Exit code 3 means
# that the work is done and something needs a person: the province has defects.
say() {
	printf '\n$ empanel %s\n' "$*"
	"$empanel" "$@" || { local code=$?; [[ $code -eq 3 ]] || exit "$code"; }
}

rm -rf "$ws"
say init "$ws"
say synth -w "$ws" --people 50000 --nights 4 --seed 42 --handovers --first-day "${days[0]}" --stories "$ws/stories.csv"
say run -w "$ws" --as-of "${days[0]}"

for night in 1 2 3 4; do
	folder=$(printf '%s/nights/%02d' "$ws" "$night")
	printf '\n# Night %d: its files arrive in the inbox.\n' "$night"
	for channel in "$folder"/*/; do
		# mv keeps the modification time, which is when a file was received.
		find "$channel" -type f -exec sh -c 'mv "$@" "$0"' "$ws/inbox/$(basename "$channel")/" {} +
	done
	if [[ $night -eq 1 ]]; then
		printf '\n# What it would change, before it does.\n'
		say plan -w "$ws" --as-of "${days[$night]}" --limit 5
	fi
	say run -w "$ws" --as-of "${days[$night]}"
done

say status -w "$ws"
say quarantine list -w "$ws" --limit 10

# Somebody to whom something happened. The number goes in by standard input,
# so that it stands in no shell history, and is masked in what is printed.
IFS=, read -r kind phn story < <(grep -E '^(moved_twice|transferred|corrected),' "$ws/stories.csv" | sort | head -n 1)
printf '\n# %s: %s\n$ empanel why - -w %s\n' "$kind" "$story" "$ws"
"$empanel" why - -w "$ws" <<<"$phn"

# Two whole practices were handed over. Of A's 1,000 people B claimed 985, 5 of
# them without a facility number; 3 went elsewhere, 2 died, 10 nobody claimed;
# and B claimed 12 others. It must not matter who was first, A or B.
printf '\n# Two practices handed over: A removed everybody first, or B claimed them first.\n'
say transfer list -w "$ws"
expected=1000,2,980,3,0,5,10,12
"$empanel" sql -w "$ws" --format csv "select transfer_id, cohort, deceased, moved, elsewhere, staying, refused, awaiting, extra
	from transfers where transfer_id like 'HANDOVER-%' order by transfer_id" >"$ws/handovers.csv"
for id in HANDOVER-A-FIRST HANDOVER-B-FIRST; do
	grep -qx "$id,$expected" "$ws/handovers.csv" || { printf 'demo: %s is not %s:\n' "$id" "$expected" >&2; cat "$ws/handovers.csv" >&2; exit 1; }
done
say transfer show HANDOVER-A-FIRST -w "$ws" --limit 2

printf '\n# Who has room, who is proposed to whom, and where care is missing.\n'
say capacity -w "$ws" --by area
say match list -w "$ws" --limit 5
say match explain "$("$empanel" match unplaced -w "$ws" --code no_room_left --limit 1 --format csv | sed -n 2p | cut -d, -f2)" -w "$ws"
say match fairness -w "$ws" --by area
say areas -w "$ws"

printf '\n# What the payment calculation takes: who counted for whom on the day of the second night, as known then and as known now.\n'
say export clfp -w "$ws" --as-of 2026-09-29 --known R000002 --out "$ws/exports/clfp_then"
say export clfp -w "$ws" --as-of 2026-09-29 --out "$ws/exports/clfp_now" >/dev/null
say verify "$ws/exports/clfp_then"
say export diff "$ws/exports/clfp_then" "$ws/exports/clfp_now" >"$ws/clfp_diff.txt"
sed -n 1,14p "$ws/clfp_diff.txt"
echo '  ...'

printf '\n# The panels of one clinic as FHIR, with what changed since the first night.\n'
clinic=$("$empanel" sql -w "$ws" --format csv "select facility_number from panel_flow where run_id <> 'R000001'
	group by all order by sum(out_removed + out_transferred) desc, facility_number limit 1" | sed -n 2p)
say export fhir -w "$ws" --facility "$clinic" --since R000001 --out "$ws/exports/fhir"

cat <<END

Go on with:
  $empanel runs -w $ws
  $empanel quarantine list -w $ws --format csv
  $empanel sql -w $ws 'select practitioner_number, facility_number, confirmed from panels order by confirmed desc limit 10'
  $empanel why PHN -w $ws          # people with a history are in $ws/stories.csv
  $empanel export candidates -w $ws
  $empanel export worklists -w $ws
  $empanel readiness list -w $ws
  $empanel export fhir -w $ws --since R000001
  $empanel --help
END
