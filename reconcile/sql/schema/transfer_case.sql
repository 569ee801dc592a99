-- One row per transfer of a panel (table transfers): where it stands on the as-of date of the newest run, its cohort, and how many people have each disposition.
create table transfer_case (
  transfer_id varchar not null,
  state varchar not null, -- open, complete, overdue, cancelled
  told_on date, -- the day up to which it is told what became of people
  window_ends_on date,
  cohort bigint not null,
  deceased bigint not null,
  moved bigint not null,
  elsewhere bigint not null,
  staying bigint not null,
  refused bigint not null,
  awaiting bigint not null,
  extra bigint not null, -- besides the cohort
  longest_gap_days integer,
  affiliation_ended_on date, -- of who hands over, in the clinic's record; null: missing
  affiliation_began_on date -- of who takes over
)
