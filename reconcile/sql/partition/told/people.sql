-- One row: of how many people of a partition some claim or action counts.
select count(distinct person)
from (
  select person from standing
  union all
  select person from action_event
)
