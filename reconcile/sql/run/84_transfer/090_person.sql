-- One row per transfer and person: what has become of them (disposition), the first that applies; and, apart, who came besides (extra).
create or replace temp table transfer_person_now as
select
  c.transfer_id,
  c.phn,
  case
    when w.deceased then 'deceased'
    when w.practitioner = t.to_code then 'moved'
    when w.practitioner <> t.from_code then 'elsewhere'
    when w.practitioner is not null then 'staying'
    when r.file_no is not null then 'refused'
    else 'awaiting'
  end as disposition,
  r.reason,
  r.file_no as claim_file_no,
  r.line_no as claim_line_no,
  w.practitioner,
  w.facility,
  c.left_on,
  c.joined_on,
  g.gap_days,
  w.alone_since
from transfer_cohort as c
join transfer_retold as t using (transfer_id)
join transfer_with as w on w.transfer_id = c.transfer_id and w.phn = c.phn
left join transfer_refused as r on r.transfer_id = c.transfer_id and r.phn = c.phn
left join transfer_gap as g on g.transfer_id = c.transfer_id and g.phn = c.phn
union all
select transfer_id, phn, 'extra', null, null, null, null, null, null, joined_on, null, null
from transfer_extra
