-- One row per transfer of a panel from one provider to another whose newest sound row by received_at, submission_id and line arrives tonight.
insert into newer_transfers
with newest as (
  select i.*, s.received_at, s.submission_id
  from read_parquet(getvariable('parts')) as i
  join submission_now as s using (file_no)
  where i.reasons is null
  qualify row_number() over (
    partition by i.transfer_id
    order by s.received_at desc, s.submission_id desc, i.line_no desc
  ) = 1
)
select new.transfer_id, new.from_practitioner, new.to_practitioner, new.facility_number, new.announced_on, new.effective_on, new.status, new.file_no, new.line_no
from newest as new
left join transfers as f on f.transfer_id = new.transfer_id
left join submission as fs on fs.file_no = f.file_no
where f.file_no is null
  or (new.received_at, new.submission_id, new.line_no) > (fs.received_at, fs.submission_id, f.line_no)
