-- One row per period of MSP coverage of a PHN whose newest sound row by received_at, submission_id and line arrives tonight.
insert into newer_coverage
with line as (
  select i.*, s.received_at, s.submission_id
  from read_parquet(getvariable('parts')) as i
  join submission_now as s using (file_no)
  where i.reasons is null
),

-- Only what tonight says more than once is put in order: a feed names nearly everybody once.
repeated as (
  select phn, coverage_from
  from line
  group by phn, coverage_from
  having count(*) > 1
),

newest as (
  select * from line
  anti join repeated using (phn, coverage_from)
  union all
  (
    select * from line
    semi join repeated using (phn, coverage_from)
    qualify row_number() over (
      partition by phn, coverage_from
      order by received_at desc, submission_id desc, line_no desc
    ) = 1
  )
)

select new.phn, new.coverage_from, new.coverage_to, new.file_no, new.line_no
from newest as new
left join coverage as f on f.phn = new.phn and f.coverage_from = new.coverage_from
left join submission as fs on fs.file_no = f.file_no
where f.file_no is null
  or (new.received_at, new.submission_id, new.line_no) > (fs.received_at, fs.submission_id, f.line_no)
