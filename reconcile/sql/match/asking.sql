-- One row per household with a turn that is near enough to a clinic of a provider: what it asks, and what it was given.
select
  coalesce(h.chsa, ''), h.any_distance, h.need, coalesce(h.languages, ''), coalesce(h.languages_required, ''), coalesce(h.genders, ''),
  coalesce(h.genders_required, ''), h.size, coalesce(h.practitioner_number, '') as proposed,
  exists (
    select 1 from offers as o
    where o.household_id = h.household_id and o.practitioner_number = $provider and o.outcome in ('declined_provider', 'declined_patient')
  ) as declined
from match_household as h
where h.any_distance or left(h.chsa, 3) in (
  select left(k.chsa, 3)
  from provider_capacity as c
  join clinics as k using (facility_number)
  where c.practitioner_number = $provider
)
