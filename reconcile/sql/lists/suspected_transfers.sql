-- One row per pair of providers of whom one seems to have handed over to the other without a transfer that says so, with the command that would open it.
-- It is announced the day before the first removal: who was removed by the day on which a transfer is announced is not of its cohort.
select
  from_practitioner,
  to_practitioner,
  removed,
  attached,
  first_removed_on,
  last_removed_on,
  format(
    'empanel transfer open --from {} --to {} --announced {} --effective {}',
    from_practitioner, to_practitioner, (first_removed_on - 1)::date, last_removed_on
  ) as open_with
from suspected_transfers
order by first_removed_on desc, from_practitioner, to_practitioner
