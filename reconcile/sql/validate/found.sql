-- One row per line and reason that keeps it out of the registry, with what to do about it.
with line as (
  select file_no, line_no, record::varchar as record, null as hints from claim
  union all
  select file_no, line_no, record::varchar, null from answer
  union all
  select file_no, line_no, record::varchar, null from action
  union all
  select file_no, line_no, record::varchar, hints from decision
  union all
  select file_no, line_no, record::varchar, hints from feed_line
)

select q.file_no, q.line_no, l.record, q.reason, coalesce(l.hints, r.hint, q.reason) as message
from line_reason as q
join line as l on l.file_no = q.file_no and l.line_no = q.line_no
left join reason as r on r.code = q.reason
order by q.file_no, q.line_no, q.reason
