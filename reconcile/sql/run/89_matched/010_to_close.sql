-- One row per person on the Health Connect Registry who no longer belongs there, for the coordinators to close, and why: the first that applies. Whose MSP coverage has ended has moved away.
create or replace temp table match_to_close as
with found as (
  select
    r.registrant_id,
    case
      when r.deceased then 'deceased'
      when r.registration > 1 then 'registered_twice'
      when r.practitioner_number is not null and not r.attached_but_leaving and not r.provider_left then 'attached'
      when not c.covered and c.ended_on < getvariable('as_of')::date then 'moved_away'
    end as reason,
    r.deceased_on,
    r.attached_on,
    c.ended_on
  from waiting_registrant as r
  left join registrant_coverage as c using (person)
)

select
  registrant_id,
  reason,
  case reason when 'deceased' then deceased_on when 'attached' then attached_on when 'moved_away' then ended_on end as since
from found
where reason is not null
