-- One row per evidence line, with its one outcome.
create or replace view lines as
with line as (
  select file_no, line_no, record, practitioner_number, facility_number, phn, service_date as effective_on
  from claim
  union all
  select file_no, line_no, record, practitioner_number, null, phn, service_date
  from answer
  union all
  select file_no, line_no, record, practitioner_number, coalesce(new_facility_number, facility_number), phn, acted_on
  from action
),

judged as (
  select l.*, v.outcome
  from line as l
  join verdict as v on v.file_no = l.file_no and v.line_no = l.line_no
  union all
  select
    file_no, line_no, record, practitioner_number, facility_number, phn, null,
    if(reasons is null, 'reference', 'quarantined')
  from feed_line
),

reasons as (
  select file_no, line_no, list(distinct reason order by reason) as reasons
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
  j.record,
  j.practitioner_number,
  j.facility_number,
  j.phn,
  k.person_key,
  j.effective_on,
  j.outcome,
  coalesce(r.reasons, []) as reasons,
  coalesce(w.warnings, []) as warnings
from judged as j
join submission as s on s.file_no = j.file_no and s.status = 'accepted'
left join reasons as r on r.file_no = j.file_no and r.line_no = j.line_no
left join warnings as w on w.file_no = j.file_no and w.line_no = j.line_no
left join survivor as m on m.phn = j.phn
left join pseudonym as k on k.phn = coalesce(m.person, j.phn)
