-- One row per transfer of a panel with this id, or of all that somebody may have to act on: open, overdue, or following nobody while there is time to mend it: where it stands, and how many people have each disposition. What presses comes first.
select
  transfer_id,
  from_practitioner,
  to_practitioner,
  coalesce(facility_number, '') as facility_number,
  announced_on,
  effective_on,
  window_ends_on,
  state,
  told_on,
  cohort,
  deceased,
  moved,
  elsewhere,
  staying,
  refused,
  awaiting,
  extra,
  longest_gap_days,
  affiliation_ended_on,
  affiliation_began_on
from transfer_cases
where transfer_id = $id::varchar
  or ($id::varchar is null and (state in ('open', 'overdue') or (state = 'complete' and cohort = 0 and told_on < window_ends_on)))
order by state = 'overdue' desc, window_ends_on, transfer_id
