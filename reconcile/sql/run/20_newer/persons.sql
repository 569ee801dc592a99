-- One row per PHN whose newest sound row by received_at, submission_id and line arrives tonight.
insert into newer_persons
with line as (
  select i.*, s.received_at, s.submission_id
  from read_parquet(getvariable('parts')) as i
  join submission_now as s using (file_no)
  where i.reasons is null and (i.deceased_on is null or i.deceased_on <= s.received_on)
),

-- Only what tonight says more than once is put in order: a feed names nearly everybody once.
repeated as (
  select phn
  from line
  group by phn
  having count(*) > 1
),

newest as (
  select * from line
  anti join repeated using (phn)
  union all
  (
    select * from line
    semi join repeated using (phn)
    qualify row_number() over (
      partition by phn
      order by received_at desc, submission_id desc, line_no desc
    ) = 1
  )
)

select new.phn, new.survivor_phn, new.birth_date, new.sex, new.chsa, new.coverage_from, new.coverage_to, new.deceased_on, new.file_no, new.line_no
from newest as new
left join persons as f on f.phn = new.phn
left join submission as fs on fs.file_no = f.file_no
where f.file_no is null
  or (new.received_at, new.submission_id, new.line_no) > (fs.received_at, fs.submission_id, f.line_no)
