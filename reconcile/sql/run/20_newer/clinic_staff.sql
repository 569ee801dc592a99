-- One row per team member, clinic and profession whose newest sound row by received_at, submission_id and line arrives tonight.
insert into newer_clinic_staff
with newest as (
  select i.*, s.received_at, s.submission_id
  from read_parquet(getvariable('parts')) as i
  join submission_now as s using (file_no)
  where i.reasons is null
  qualify row_number() over (
    partition by i.person_id, i.facility_number, i.profession
    order by s.received_at desc, s.submission_id desc, i.line_no desc
  ) = 1
)
select new.person_id, new.facility_number, new.profession, new.effective_from, new.effective_to, new.hours, new.file_no, new.line_no
from newest as new
left join clinic_staff as f on f.person_id = new.person_id and f.facility_number = new.facility_number and f.profession = new.profession
left join submission as fs on fs.file_no = f.file_no
where f.file_no is null
  or (new.received_at, new.submission_id, new.line_no) > (fs.received_at, fs.submission_id, f.line_no)
