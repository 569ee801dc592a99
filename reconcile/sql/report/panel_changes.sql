-- One row per provider and facility whose panel is not what the run before counted, the largest change first.
select
  coalesce(n.practitioner_number, b.practitioner_number) as practitioner_number,
  coalesce(n.facility_number, b.facility_number) as facility_number,
  coalesce(b.confirmed, 0)::bigint as before,
  coalesce(n.confirmed, 0)::bigint as now
from panel as n
full join panel_before as b
  on b.practitioner_number = n.practitioner_number and b.facility_number = n.facility_number
where coalesce(n.confirmed, 0) <> coalesce(b.confirmed, 0)
order by abs(coalesce(n.confirmed, 0) - coalesce(b.confirmed, 0)) desc, practitioner_number, facility_number
