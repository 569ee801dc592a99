-- One row: how many wait and what became of them.
create table match_counts (
  room bigint, -- people there is room for
  households_kept bigint, -- households that keep a proposal of an earlier run
  households_new bigint, -- households with a new proposal
  people_without_proposal bigint, -- people who can be matched and have no proposal
  people_waiting_for_household bigint, -- people who wait until all of their household can be matched
  people_offered bigint, -- people in open offers
  people_in_transfer bigint, -- people awaited in an open transfer
  registrants_to_close bigint, -- people on the list who no longer belong there
  registrants_due_to_contact bigint, -- people who are due to hear how things stand
  anything boolean -- whether somebody waits, or a preference is stated
)
