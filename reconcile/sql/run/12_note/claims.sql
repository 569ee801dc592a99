-- One row per line of tonight's claims that has more to say than others.
insert into tonight_note
select
  c.file_no,
  c.line_no,
  c.phn_written,
  nullif(c.fee_item, '98990') as other_fee_item,
  c.service_date_written,
  d.code as target_data_centre,
  c.target_sequence,
  c.reasons,
  c.hints,
  c.warnings,
  c.raw
from read_parquet(getvariable('parts')) as c
left join number_now as d on d.text = c.target_data_centre
where c.phn_written is not null
  or c.fee_item <> '98990'
  or c.service_date_written is not null
  or c.target_data_centre is not null
  or c.target_sequence is not null
  or c.reasons is not null
  or c.warnings is not null
