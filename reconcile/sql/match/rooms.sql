-- One row per provider and facility with room at the start of the run, or per facility of one provider: what a household looks at, and how many people had been proposed there before a turn.
select
  c.practitioner_number, c.facility_number, c.capacity, c.requested_complexity, coalesce(k.chsa, ''), coalesce(upper(trim(p.gender)), ''),
  coalesce(lower(p.languages), ''), coalesce(h.people, 0)::integer as taken
from provider_capacity as c
left join clinics as k using (facility_number)
left join providers as p using (practitioner_number)
left join (
  select practitioner_number, facility_number, sum(size) as people
  from match_household
  where turn < $turn
  group by practitioner_number, facility_number
) as h on h.practitioner_number = c.practitioner_number and h.facility_number = c.facility_number
where if($provider::varchar is null, c.capacity > 0, c.practitioner_number = $provider)
order by c.practitioner_number, c.facility_number
