-- One row per provider whose newest sound row by received_at, submission_id and line arrives tonight.
insert into newer_providers
with newest as (
  select i.*, s.received_at, s.submission_id
  from read_parquet(getvariable('parts')) as i
  join submission_now as s using (file_no)
  where i.reasons is null
  qualify row_number() over (
    partition by i.practitioner_number
    order by s.received_at desc, s.submission_id desc, i.line_no desc
  ) = 1
)
select new.practitioner_number, new.provider_type, new.given_name, new.family_name, new.gender, new.languages, new.bc_provider_id, new.authenticator_on, new.new_to_practice_on, new.left_practice_on, new.monthly_target, new.target_until, new.file_no, new.line_no
from newest as new
left join providers as f on f.practitioner_number = new.practitioner_number
left join submission as fs on fs.file_no = f.file_no
where f.file_no is null
  or (new.received_at, new.submission_id, new.line_no) > (fs.received_at, fs.submission_id, f.line_no)
