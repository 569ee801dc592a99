-- One row per provider and facility with room: where it is, whom it asks for, and what the provider speaks.
create or replace temp table match_room as
select
  (row_number() over (order by c.practitioner_number, c.facility_number) - 1)::integer as room, -- from 0
  c.practitioner_number,
  c.facility_number,
  c.capacity,
  c.requested_complexity,
  k.chsa,
  upper(trim(p.gender)) as gender,
  lower(p.languages) as languages
from capacity_now as c
left join clinics_now as k using (facility_number)
left join providers_now as p using (practitioner_number)
where c.capacity > 0
