-- One row per line of tonight's `persons` files, sound or not.
insert into tonight_feed_line
select
  i.file_no,
  i.line_no,
  i.record,
  null,
  null,
  i.phn,
  case when i.reasons is not null or i.deceased_on > s.received_on then 'feed_value_invalid' end,
  case
    when i.reasons is not null then i.hints
    when i.deceased_on > s.received_on then 'deceased_on: the date of death is after the day the row was received'
  end,
  i.warnings,
  i.raw
from read_parquet(getvariable('parts')) as i
join submission_now as s using (file_no)
