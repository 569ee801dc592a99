-- One row per claim that an administrator has decided about, or copy of it: every partition has them all.
create table share.decided_copy as
select file_no, line_no, about_file_no, about_line_no
from decided_copy
