-- One row per line of tonight's `providers` files, sound or not.
insert into tonight_feed_line
select
  i.file_no,
  i.line_no,
  i.record,
  i.practitioner_number,
  null,
  null,
  i.reasons,
  i.hints,
  i.warnings,
  i.raw
from read_parquet(getvariable('parts')) as i
join submission_now as s using (file_no)
