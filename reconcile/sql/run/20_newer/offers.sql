-- One row per offer of a provider to a household whose newest sound row by received_at, submission_id and line arrives tonight.
insert into newer_offers
with newest as (
  select i.*, s.received_at, s.submission_id
  from read_parquet(getvariable('parts')) as i
  join submission_now as s using (file_no)
  where i.reasons is null
  qualify row_number() over (
    partition by i.offer_id
    order by s.received_at desc, s.submission_id desc, i.line_no desc
  ) = 1
)
select new.offer_id, new.household_id, new.practitioner_number, new.facility_number, new.offered_on, new.outcome, new.decided_on, new.file_no, new.line_no
from newest as new
left join offers as f on f.offer_id = new.offer_id
left join submission as fs on fs.file_no = f.file_no
where f.file_no is null
  or (new.received_at, new.submission_id, new.line_no) > (fs.received_at, fs.submission_id, f.line_no)
