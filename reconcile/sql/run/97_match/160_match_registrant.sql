-- One row per person on the Health Connect Registry who waits or has been offered a provider.
insert into match_registrant
select
  r.registrant_id,
  r.household_id,
  r.status,
  r.person,
  whole_years(r.birth_date, getvariable('as_of')::date),
  r.chsa,
  r.registered_on,
  case
    when r.status <> 'active' then r.status
    when p.kept_out is null and not p.in_pool then 'household_waits'
    else p.kept_out
  end,
  r.practitioner_number,
  r.facility_number
from waiting_registrant as r
left join match_pool as p using (registrant_id)
