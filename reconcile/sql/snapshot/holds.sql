-- One row per file, or removal of everyone, that the guard has held; file names are in the registry only.
insert into snapshot.holds
select submission_id, line_no, channel, received_at, run_id, people, of_lines, waiting, released, discarded, state
from holds
