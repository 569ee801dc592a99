-- One row per person whose attachments would be others, with what was changed that does it: those of the changed conditions that have a say in it.
-- Where it cannot be told, and where only one condition was changed, it is all that were changed.
create or replace temp table planned_cause as
with said as (
  select phn, list(key order by key) as keys
  from planned_touched
  where list_contains(getvariable('changed_conditions'), key)
  group by phn
)

select
  c.phn,
  array_to_string(coalesce(s.keys, getvariable('changed_conditions')), ',') as cause
from planned_change as c
left join said as s on s.phn = c.phn
