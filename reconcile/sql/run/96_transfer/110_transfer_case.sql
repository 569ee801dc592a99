-- One row per transfer: where it stands, and how many people have each disposition.
insert into transfer_case
select
  c.transfer_id, n.state, c.told_on, c.window_ends_on, n.cohort, n.deceased, n.moved, n.elsewhere, n.staying, n.refused, n.awaiting,
  n.extra, n.longest_gap_days, n.affiliation_ended_on, n.affiliation_began_on
from transfer_case_now as c
join transfer_counted as n using (transfer_id)
