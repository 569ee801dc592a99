-- One row per verdict of this run, for the ledger.
select file_no, line_no, run_no, held, people, lines, of_lines
from tonight_guard_verdict
order by file_no, line_no
