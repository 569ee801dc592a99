-- One row per attachment that the registry would know no longer, or come to know.
with row as (
  select 'closed' as change, * from planned_closed
  union all
  select 'opened', * from planned_opened
)

select
  r.change,
  person_key(r.phn)::varchar as person_key,
  coalesce(p.text, '') as practitioner_number,
  coalesce(f.text, '') as facility_number,
  r.status::varchar as status,
  r.valid_from,
  r.valid_to,
  coalesce(r.close_reason::varchar, '') as close_reason,
  s.submission_id,
  r.line_no,
  coalesce(c.submission_id, '') as closed_submission_id,
  coalesce(r.closed_line_no, 0) as closed_line_no
from row as r
join submission_now as s on s.file_no = r.file_no
left join submission_now as c on c.file_no = r.closed_file_no
left join number_now as p on p.code = r.practitioner
left join number_now as f on f.code = r.facility
order by r.change, s.submission_id, r.line_no
