-- One row per provider and facility with room and household among those that come first for it.
create table match_candidates (
  household_key uuid, -- a keyed pseudonym of the household
  practitioner_number varchar, -- the provider
  facility_number varchar, -- the facility
  rank integer, -- from 1 at each facility
  size integer, -- people in the household
  points integer, -- priority and fit together
  weeks_points integer, -- of the points, for weeks of waiting
  need_points integer, -- of the points, for complexity
  age_points integer, -- of the points, for the very young and the old
  newborn_points integer, -- of the points, for a pregnancy or a newborn
  fit_points integer, -- of the points, as the provider asks for just this complexity
  weeks_waiting integer, -- whole weeks since the first of the household registered
  registered_on date, -- when the first of the household registered
  chsa varchar, -- where they live
  proposed_practitioner varchar, -- whom the household is proposed to; NULL: nobody
  proposed_facility varchar -- where; NULL: nobody
)
