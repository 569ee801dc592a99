-- One row per line that the guard holds and no administrator has released.
create or replace temp view guarded as
select file_no, line_no
from guard_line_now
anti join (from guard_decided where released) as r using (file_no, line_no)
