-- One row per transfer of a panel as in force: where it stands, and what has become of how many people.
create table transfers (
  transfer_id varchar, -- as in the feed; NULL where it could hold a health number
  from_practitioner varchar, -- the provider who hands over
  to_practitioner varchar, -- the provider who takes over
  facility_number varchar, -- about which facility; NULL: all of the panel
  announced_on date, -- when it was announced
  effective_on date, -- when the panel goes over
  window_ends_on date, -- up to which moves are followed: effective_on and policy.transfer_window_days
  status varchar, -- of the feed: open or cancelled
  state varchar, -- open, complete, overdue or cancelled
  told_on date, -- the day up to which it is told: the as-of date, or the end of the window or the cancellation if that was earlier
  cohort bigint, -- people on the panel of who hands over from the announcement on; the next six add up to it
  deceased bigint, -- of the cohort, people who died
  moved bigint, -- of the cohort, people who are with who takes over
  elsewhere bigint, -- of the cohort, people who are with somebody else
  staying bigint, -- of the cohort, people who are still with who hands over
  refused bigint, -- of the cohort, people with nobody, whose claim does not count
  awaiting bigint, -- of the cohort, people with nobody, whom nobody has claimed
  extra bigint, -- people besides who came to who takes over
  longest_gap_days integer, -- of those who left and joined, days with no provider; NULL: there is none
  affiliation_ended_on date, -- when who hands over left the clinic's record; NULL: it is not on record
  affiliation_began_on date -- when who takes over came into the clinic's record; NULL: it is not on record
)
