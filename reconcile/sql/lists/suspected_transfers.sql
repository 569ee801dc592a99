-- One row per pair of providers of whom one seems to have handed over to the other without a transfer that says so, with the command that would open it.
-- It is announced the day before the first removal: who was removed by the day on which a transfer is announced is not of its cohort.
-- Of a transfer of the same whole panel that was cancelled it gives the id: that one is opened again. Ids that a shell would read otherwise are left out.
with cancelled as (
  select from_practitioner, to_practitioner, arg_max(transfer_id, (announced_on, transfer_id)) as transfer_id
  from transfer_cases
  where state = 'cancelled' and facility_number is null and regexp_full_match(transfer_id, '[A-Za-z0-9][A-Za-z0-9._-]*')
  group by from_practitioner, to_practitioner
)

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
  ) || coalesce(' --id ' || transfer_id, '') as open_with
from suspected_transfers
left join cancelled using (from_practitioner, to_practitioner)
order by first_removed_on desc, from_practitioner, to_practitioner
