-- One row per household with a proposal.
create table match_proposals (
  household_key uuid, -- a keyed pseudonym of the household
  practitioner_number varchar, -- the provider proposed
  facility_number varchar, -- where
  turn integer, -- from 1, over all households that could be matched; those that keep a proposal come first
  size integer, -- people in the household
  points integer, -- the priority
  weeks_points integer, -- of the points, for weeks of waiting
  need_points integer, -- of the points, for complexity
  age_points integer, -- of the points, for the very young and the old
  newborn_points integer, -- of the points, for a pregnancy or a newborn
  weeks_waiting integer, -- whole weeks since the first of the household registered
  registered_on date, -- when the first of the household registered
  chsa varchar, -- where they live
  kept boolean, -- the proposal is of an earlier run
  proposed_since varchar, -- the first run that made it
  choice integer, -- which of the acceptable providers it is, in the order of preference, from 1
  choices integer, -- how many acceptable providers there are
  reason varchar -- in words: why not the first; NULL where it could hold a health number
)
