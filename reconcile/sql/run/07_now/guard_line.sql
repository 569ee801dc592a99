-- One row per line that the guard has held, in this run or before it.
create or replace temp view guard_line_now as
from guard_line
union all
from tonight_guard_line
