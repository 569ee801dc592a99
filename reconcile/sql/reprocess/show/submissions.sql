-- One row: how many different files have a submission id that begins so.
select count(distinct submission_id)
from submission
where starts_with(submission_id, lower($submission::varchar))
