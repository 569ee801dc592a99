-- One row per release of a claim by an administrator: every partition has them all.
create table share.decided as
select verdict, counts_from, about_file_no, about_line_no
from decided
where verdict = 'release'
