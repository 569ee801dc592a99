-- One row per person waiting on the Health Connect Registry whose newest sound row by received_at, submission_id and line arrives tonight.
insert into newer_registrants
with line as (
  select i.*, s.received_at, s.submission_id
  from read_parquet(getvariable('parts')) as i
  join submission_now as s using (file_no)
  where i.reasons is null
),

-- Only what tonight says more than once is put in order: a feed names nearly everybody once.
repeated as (
  select registrant_id
  from line
  group by registrant_id
  having count(*) > 1
),

newest as (
  select * from line
  anti join repeated using (registrant_id)
  union all
  (
    select * from line
    semi join repeated using (registrant_id)
    qualify row_number() over (
      partition by registrant_id
      order by received_at desc, submission_id desc, line_no desc
    ) = 1
  )
)

select new.registrant_id, new.household_id, new.phn, new.birth_date, new.registered_on, new.last_contact_on, new.status, new.chsa, new.any_distance, new.language, new.language_required, new.provider_gender, new.provider_gender_required, new.complexity, new.pregnant_or_newborn, new.attached_but_leaving, new.file_no, new.line_no
from newest as new
left join registrants as f on f.registrant_id = new.registrant_id
left join submission as fs on fs.file_no = f.file_no
where f.file_no is null
  or (new.received_at, new.submission_id, new.line_no) > (fs.received_at, fs.submission_id, f.line_no)
