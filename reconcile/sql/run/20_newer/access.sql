-- One row per person, clinic, system, step and supervising physician whose newest sound row by received_at, submission_id and line arrives tonight.
insert into newer_access
with newest as (
  select i.*, s.received_at, s.submission_id
  from read_parquet(getvariable('parts')) as i
  join submission_now as s using (file_no)
  where i.reasons is null
  qualify row_number() over (
    partition by i.person_id, i.facility_number, i.system, i.step, i.for_practitioner
    order by s.received_at desc, s.submission_id desc, i.line_no desc
  ) = 1
)
select new.person_id, new.facility_number, new.role, new.system, new.step, new.for_practitioner, new.done_on, new.file_no, new.line_no
from newest as new
left join access as f on f.person_id = new.person_id and f.facility_number = new.facility_number and f.system = new.system and f.step = new.step and f.for_practitioner is not distinct from new.for_practitioner
left join submission as fs on fs.file_no = f.file_no
where f.file_no is null
  or (new.received_at, new.submission_id, new.line_no) > (fs.received_at, fs.submission_id, f.line_no)
