-- One row per line that the guard holds since this run, for the ledger.
select file_no, line_no, run_no
from tonight_guard_line
order by file_no, line_no
