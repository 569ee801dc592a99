-- One row per provider and facility near a household without room at the start of the run, and why there is none.
select c.practitioner_number, c.facility_number, c.limited_by
from provider_capacity as c
left join clinics as k using (facility_number)
where c.capacity = 0 and ($anywhere or left(k.chsa, 3) = left($chsa, 3))
order by c.practitioner_number, c.facility_number
