-- One row per person who waits (active) and has no proposal.
create table match_unplaced (
  person_key uuid, -- a keyed pseudonym of the person: the survivor's, where numbers were merged
  household_key uuid, -- a keyed pseudonym of the household
  reason varchar, -- in words; NULL where it could hold a health number
  chsa varchar, -- where they live
  registered_on date, -- when they registered
  turn integer, -- of the household; NULL: it could not be matched
  size integer, -- people in the household; NULL: it could not be matched
  points integer, -- the household's priority; NULL: it could not be matched
  code varchar -- what keeps them out of the pool or what happened in their turn, as docs/matching.md lists them
)
