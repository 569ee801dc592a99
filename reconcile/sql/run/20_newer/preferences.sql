-- One row per provider and clinic whose newest sound row by received_at, submission_id and line arrives tonight.
insert into newer_preferences
with newest as (
  select i.*, s.received_at, s.submission_id
  from read_parquet(getvariable('parts')) as i
  join submission_now as s using (file_no)
  where i.reasons is null
  qualify row_number() over (
    partition by i.practitioner_number, i.facility_number
    order by s.received_at desc, s.submission_id desc, i.line_no desc
  ) = 1
)
select new.practitioner_number, new.facility_number, new.accepting, new.monthly_capacity_rate, new.desired_panel_size, new.requested_complexity, new.updated_on, new.file_no, new.line_no
from newest as new
left join preferences as f on f.practitioner_number = new.practitioner_number and f.facility_number = new.facility_number
left join submission as fs on fs.file_no = f.file_no
where f.file_no is null
  or (new.received_at, new.submission_id, new.line_no) > (fs.received_at, fs.submission_id, f.line_no)
