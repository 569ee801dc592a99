-- One row per transfer of a panel that a provider gives or takes, or all, in a state, or in any but cancelled: what presses comes first.
select
  transfer_id,
  from_practitioner,
  to_practitioner,
  facility_number,
  announced_on,
  effective_on,
  window_ends_on,
  state,
  cohort,
  moved,
  elsewhere,
  staying,
  refused,
  awaiting,
  deceased,
  extra,
  longest_gap_days,
  affiliation_ended_on,
  affiliation_began_on,
  told_on
from transfer_cases
where ($state::varchar = 'all' or state = $state::varchar or ($state::varchar = 'current' and state <> 'cancelled'))
  and ($provider::varchar is null or from_practitioner = $provider::varchar or to_practitioner = $provider::varchar)
order by
  case state when 'overdue' then 1 when 'open' then 2 when 'complete' then 3 else 4 end,
  window_ends_on,
  transfer_id
