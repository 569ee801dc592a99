-- One row per transfer of a panel as in force, where it stands, and how many people have each disposition.
create or replace view transfer_cases as
select
  t.transfer_id,
  t.from_practitioner,
  t.to_practitioner,
  t.facility_number,
  t.announced_on,
  t.effective_on,
  c.window_ends_on,
  coalesce(t.status, 'open') as status,
  c.state,
  c.told_on,
  c.cohort,
  c.deceased,
  c.moved,
  c.elsewhere,
  c.staying,
  c.refused,
  c.awaiting,
  c.extra,
  c.longest_gap_days,
  c.affiliation_ended_on,
  c.affiliation_began_on
from transfers as t
join transfer_case as c using (transfer_id)
