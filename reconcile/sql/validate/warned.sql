-- One row per line and warning.
with line as (
  select file_no, line_no, record::varchar as record from claim
  union all
  select file_no, line_no, record::varchar from answer
  union all
  select file_no, line_no, record::varchar from action
  union all
  select file_no, line_no, record::varchar from feed_line
)

select w.file_no, w.line_no, l.record, w.warning
from line_warning as w
join line as l on l.file_no = w.file_no and l.line_no = w.line_no
order by w.file_no, w.line_no, w.warning
