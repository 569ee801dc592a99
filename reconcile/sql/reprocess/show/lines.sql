-- One row: how many lines would have another outcome.
select count(*)
from planned_outcome
