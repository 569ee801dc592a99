-- One row per evidence line, with its one outcome.
create or replace view lines as
with reasons as (
  select file_no, line_no, list(reason order by reason) as reasons
  from line_reason
  group by all
),

warnings as (
  select file_no, line_no, list(distinct warning order by warning) as warnings
  from line_warning
  group by all
)

select
  s.submission_id,
  j.line_no,
  j.record::varchar as record,
  number_shown(j.practitioner_number) as practitioner_number,
  number_shown(j.facility_number) as facility_number,
  j.phn,
  coalesce(m.person, j.phn) as person,
  j.effective_on,
  j.outcome::varchar as outcome,
  coalesce(r.reasons, []) as reasons,
  coalesce(w.warnings, []) as warnings
from judged_line as j
join submission as s on s.file_no = j.file_no
left join reasons as r on r.file_no = j.file_no and r.line_no = j.line_no
left join warnings as w on w.file_no = j.file_no and w.line_no = j.line_no
left join survivor as m on m.phn = j.phn
