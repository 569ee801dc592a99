-- One row per line that the guard has held and about whose file an administrator has decided: released, or discarded. The decision that came first holds: after it there is nothing more to decide.
create or replace temp table guard_decided as
with said as (
  select d.about_file_no as file_no, d.about_line_no as line_no, d.verdict, o.ordinal * 4294967296 + d.line_no as place
  from decided as d
  join submission_order as o using (file_no)
  where d.verdict in ('release_file', 'discard_file')
)

select file_no, line_no, arg_min(verdict, place) = 'release_file' as released
from said
group by file_no, line_no
