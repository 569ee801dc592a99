-- One row per provider and facility with room and household among those that come first for it, with the points and their parts.
create or replace view match_candidates as
select
  c.practitioner_number,
  c.facility_number,
  c.rank,
  c.household_id,
  h.size,
  c.points,
  h.weeks_points,
  h.need_points,
  h.age_points,
  h.newborn_points,
  c.fit_points,
  h.weeks_waiting,
  h.registered_on,
  h.chsa,
  h.practitioner_number as proposed_practitioner,
  h.facility_number as proposed_facility
from match_candidate as c
join match_household as h using (household_id)
