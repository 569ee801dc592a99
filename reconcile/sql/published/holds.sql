-- One row per file, or removal of everyone, that the guard has held.
create table holds (
  submission_id varchar, -- the file, as in submissions
  line_no integer, -- the line of a removal; NULL: a file of claims
  channel varchar, -- teleplan, teleplan-return, drbill or registry
  received_at timestamp, -- when the file was received
  run_id varchar, -- the run that held it
  people integer, -- people whom it would have taken from other providers, or whose attachment it would have ended, when it was judged
  of_lines integer, -- attach claims in the file, or 1
  waiting bigint, -- lines that wait for an administrator
  released bigint, -- lines that an administrator has released
  discarded bigint, -- lines that an administrator has discarded
  state varchar -- waiting while a line does, else released where one was, else discarded
)
