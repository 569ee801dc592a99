#!/usr/bin/env bash
# The job of peer.sql on PostgreSQL: copy into a staging table, check, make
# histories, count, export. It makes a server of its own for the purpose, which
# listens to a socket in OUT and is gone afterwards with all its data.
#
#   peer_postgres.sh CLAIMS OUT
#
# The last line printed is JSON: the seconds from the first byte copied to the
# last row exported, how many people and panels there are, and the version.
# Needs initdb, pg_ctl and psql; as root, it runs them as the user postgres.
set -euo pipefail
claims=$1
out=$2
shopt -s nullglob
for bin in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin; do PATH=$PATH:$bin; done

as=()
if [[ $(id -u) -eq 0 ]]; then # the server refuses to run as root
	as=(runuser -u postgres -- env "PATH=$PATH")
fi
# The path of a socket must be short, and the folders above it open to the
# server's user: so it is not below OUT, which may be anywhere.
home=$(mktemp -d "${TMPDIR:-/tmp}/peer.XXXXXX")
stop() {
	(cd / && "${as[@]}" pg_ctl -D "$home/data" -m immediate stop >/dev/null 2>&1) || true
	rm -rf "$home"
}
trap stop EXIT
if [[ $(id -u) -eq 0 ]]; then chown postgres "$home"; fi
cd / # where the server's user may be
"${as[@]}" initdb -D "$home/data" -A trust --no-sync --locale=C --encoding=UTF8 >"$out/postgres.log"
"${as[@]}" pg_ctl -D "$home/data" -l "$home/server.log" -w -o "-c listen_addresses='' -c unix_socket_directories='$home'
	-c work_mem=512MB -c maintenance_work_mem=1GB -c synchronous_commit=off -c max_parallel_workers_per_gather=2" start >>"$out/postgres.log"
ask() { "${as[@]}" psql -X -q -h "$home" -d postgres -v ON_ERROR_STOP=1 "$@"; }

started=$EPOCHREALTIME
find "$claims" -name '*.txt' -print0 | sort -z | xargs -0 cat | tr -d '\r' |
	ask -c "create unlogged table raw (l text)" -c "copy raw from stdin with (format csv, delimiter e'\\x01', quote e'\\x02')"
ask <<'SQL'
create unlogged table claim as
select substr(l, 4, 5) as data_centre, substr(l, 9, 7)::int as sequence_number, substr(l, 21, 5) as practitioner,
    substr(l, 26, 10) as phn, to_date(substr(l, 65, 8), 'YYYYMMDD') as service_date, substr(l, 197, 5) as facility
from raw
where left(l, 3) = 'C02' and substr(l, 52, 5) = '98990' and substr(l, 26, 10) ~ '^9[0-9]{9}$'
    and 11 - (substr(l, 27, 1)::int * 2 + substr(l, 28, 1)::int * 4 + substr(l, 29, 1)::int * 8 + substr(l, 30, 1)::int * 5
        + substr(l, 31, 1)::int * 10 + substr(l, 32, 1)::int * 9 + substr(l, 33, 1)::int * 7 + substr(l, 34, 1)::int * 3) % 11
        = substr(l, 35, 1)::int;
create table history as
select phn, practitioner, facility, service_date as valid_from,
    lead(service_date) over (partition by phn order by service_date, data_centre, sequence_number) as valid_to
from claim;
create table panel as
select practitioner, facility, count(*) as patients from history where valid_to is null group by 1, 2;
copy (select * from history where valid_to is null order by practitioner, phn) to program 'cat >/dev/null' csv;
SQL
ended=$EPOCHREALTIME
ask -A -t -c "select json_build_object('seconds', $ended - $started, 'people', coalesce(sum(patients), 0), 'panels', count(*),
	'engine', current_setting('server_version')) from panel"
