-- One row per provider and facility whose panel would gain or lose anybody, the largest movement first: how many by what, and what remains of it.
with movement as (
  select to_practitioner as practitioner, to_facility as facility, true as gain, change
  from planned_change
  where to_practitioner is not null
    and (from_practitioner is distinct from to_practitioner or from_facility is distinct from to_facility)
  union all
  select from_practitioner, from_facility, false, change
  from planned_change
  where from_practitioner is not null
    and (from_practitioner is distinct from to_practitioner or from_facility is distinct from to_facility)
)

select
  p.text as practitioner_number,
  f.text as facility_number,
  count(*) filter (gain and change = 'attach') as attached,
  count(*) filter (gain and change = 'move') as moved_in,
  count(*) filter (gain and change = 'change_clinic') as clinic_in,
  count(*) filter (gain and change not in ('attach', 'move', 'change_clinic')) as other_in,
  count(*) filter (not gain and change = 'move') as moved_out,
  count(*) filter (not gain and change = 'change_clinic') as clinic_out,
  count(*) filter (not gain and change = 'remove') as removed,
  count(*) filter (not gain and change = 'death') as died,
  count(*) filter (not gain and change = 'void') as voided,
  count(*) filter (not gain and change = 'quarantine') as quarantined,
  count(*) filter (not gain and change not in ('move', 'change_clinic', 'remove', 'death', 'void', 'quarantine')) as other_out,
  count(*) filter (gain) - count(*) filter (not gain) as net
from movement as m
left join number_now as p on p.code = m.practitioner
left join number_now as f on f.code = m.facility
group by p.text, f.text
order by count(*) desc, practitioner_number, facility_number
