-- One row: a household that could be matched, what it asks of a provider, its turn and its points.
select
  coalesce(h.chsa, ''), h.any_distance, h.need, coalesce(h.languages, ''), coalesce(h.languages_required, ''), coalesce(h.genders, ''),
  coalesce(h.genders_required, ''),
  h.turn, (select count(*) from match_household) as households, h.size, h.registered_on, h.weeks_waiting, h.weeks_points, h.need_points, h.age_points, h.newborn_points, h.points,
  coalesce(h.practitioner_number, ''), coalesce(h.facility_number, ''), coalesce(r.run_id, ''), h.kept, h.choices, coalesce(h.choice, 0)
from match_household as h
left join run as r on r.run_no = h.proposed_since
where h.household_id = $household
