-- One row per clinic whose newest sound row by received_at, submission_id and line arrives tonight.
insert into newer_clinics
with newest as (
  select i.*, s.received_at, s.submission_id
  from read_parquet(getvariable('parts')) as i
  join submission_now as s using (file_no)
  where i.reasons is null
  qualify row_number() over (
    partition by i.facility_number
    order by s.received_at desc, s.submission_id desc, i.line_no desc
  ) = 1
)
select new.facility_number, new.clinic_name, new.address, new.city, new.postal_code, new.chsa, new.medical_director, new.hours, new.opened_on, new.closed_on, new.file_no, new.line_no
from newest as new
left join clinics as f on f.facility_number = new.facility_number
left join submission as fs on fs.file_no = f.file_no
where f.file_no is null
  or (new.received_at, new.submission_id, new.line_no) > (fs.received_at, fs.submission_id, f.line_no)
