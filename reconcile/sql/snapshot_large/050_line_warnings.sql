-- One row per line with warnings.
create table snapshot.stored.line_warnings as
select file_no, line_no, list(distinct warning order by warning) as warnings
from line_warning
group by all
