-- One row per delegate, provider and first day whose newest sound row by received_at, submission_id and line arrives tonight.
insert into newer_endorsements
with newest as (
  select i.*, s.received_at, s.submission_id
  from read_parquet(getvariable('parts')) as i
  join submission_now as s using (file_no)
  where i.reasons is null
  qualify row_number() over (
    partition by i.delegate_id, i.practitioner_number, i.endorsed_from
    order by s.received_at desc, s.submission_id desc, i.line_no desc
  ) = 1
)
select new.delegate_id, new.practitioner_number, new.endorsed_from, new.endorsed_to, new.confirmed_on, new.file_no, new.line_no
from newest as new
left join endorsements as f on f.delegate_id = new.delegate_id and f.practitioner_number = new.practitioner_number and f.endorsed_from = new.endorsed_from
left join submission as fs on fs.file_no = f.file_no
where f.file_no is null
  or (new.received_at, new.submission_id, new.line_no) > (fs.received_at, fs.submission_id, f.line_no)
