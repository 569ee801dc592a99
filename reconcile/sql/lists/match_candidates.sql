-- One row per household that is a candidate of a provider, by facility and rank.
select
  facility_number, rank, household_id, size, points, weeks_points, need_points, age_points, newborn_points, fit_points, weeks_waiting, registered_on,
  chsa, proposed_practitioner, proposed_facility
from match_candidates
where practitioner_number = $provider
order by facility_number, rank
limit $limit
