-- One row: whether this run's snapshot can be carried over from an earlier one (before): that is of the run just before this one, was made by the same statements and under the same key; and how many times in a row that one was carried over.
select
  coalesce(
    bool_and(
      m.run_id = r.run_id
      and m.started_at = r.started_at
      and m.registry_digest = r.registry_digest
      and m.rules = getvariable('snapshot_rules')
      and m.key = text_key('which key')
    ),
    false
  ) as follows,
  coalesce(max(m.carried), 0)::integer as carried
from before.stored.made_by as m
left join (
  select run_id, started_at, registry_digest
  from run
  where state = 'done' and run_no < getvariable('run_no')
  order by run_no desc
  limit 1
) as r on true
