-- One row per household that could be matched in the newest run, and what it was given in its turn.
create table match_household (
  household_id varchar not null,
  turn integer not null, -- from 1; those that kept a proposal come first
  size integer not null, -- people
  registered_on date not null, -- the first of them
  chsa varchar,
  any_distance boolean not null,
  need integer not null, -- 0 low, 1 medium, 2 high
  languages varchar,
  languages_required varchar,
  genders varchar,
  genders_required varchar,
  weeks_waiting integer not null,
  weeks_points integer not null,
  need_points integer not null,
  age_points integer not null,
  newborn_points integer not null,
  points integer not null,
  practitioner_number varchar, -- proposed; null: none
  facility_number varchar,
  proposed_since integer, -- run_no
  kept boolean not null,
  choices integer not null, -- acceptable providers with room at the start of the run
  choice integer, -- which of them was proposed, from 1
  preferred_practitioner varchar, -- preferred most of those who had too little room left
  preferred_facility varchar,
  preferred_left integer, -- people there was room for there
  reason varchar -- why there is no proposal
)
