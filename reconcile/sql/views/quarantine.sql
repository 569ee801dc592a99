-- One row per line that is or ever was in quarantine.
create or replace view quarantine as
select
  s.submission_id,
  q.line_no,
  q.channel,
  s.file_name,
  l.record::varchar as record,
  number_shown(l.practitioner_number) as practitioner_number,
  number_shown(l.facility_number) as facility_number,
  l.phn,
  coalesce(m.person, l.phn) as person,
  q.reasons,
  q.hint,
  r.run_id as first_run,
  q.state,
  q.raw
from quarantined as q
join submission as s using (file_no)
left join run as r on r.run_no = q.first_run
left join (
  select file_no, line_no, record, practitioner_number, facility_number, phn from claim
  union all
  select file_no, line_no, record, practitioner_number, null, phn from answer
  union all
  select file_no, line_no, record, practitioner_number, facility_number, phn from action
  union all
  select file_no, line_no, record, null, null, null from decision
  union all
  select file_no, line_no, record, practitioner_number, facility_number, phn from feed_line
) as l on l.file_no = q.file_no and l.line_no = q.line_no
left join survivor as m on m.phn = l.phn
