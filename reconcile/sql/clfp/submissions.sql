-- One row per file taken in up to the run, by its hash: what became of it.
select submission_id, channel, status, lines
from submission
order by submission_id, channel, status, file_no
