-- One row per provider and facility with room and household among those that come first for it.
create table match_candidate (
  practitioner_number varchar not null,
  facility_number varchar not null,
  rank integer not null, -- from 1
  household_id varchar not null,
  fit_points integer not null,
  points integer not null -- priority and fit
)
