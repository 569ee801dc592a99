-- One row per attachment and span of runs that knew it so.
create or replace view attachments_history as
select
  a.phn,
  a.practitioner_number,
  a.facility_number,
  a.status::varchar as status,
  a.valid_from,
  a.valid_to,
  a.close_reason::varchar as close_reason,
  s.submission_id,
  a.line_no,
  f.run_id as known_from,
  t.run_id as known_to,
  f.ended_at as known_from_at,
  t.ended_at as known_to_at
from attachment as a
join submission as s using (file_no)
left join run as f on f.run_no = a.known_from
left join run as t on t.run_no = a.known_to
