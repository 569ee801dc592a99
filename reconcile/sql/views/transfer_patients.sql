-- One row per transfer and person of its cohort, and per person who came besides (extra).
create or replace view transfer_patients as
select
  p.transfer_id,
  p.phn,
  p.disposition,
  p.reason,
  w.text as practitioner_number,
  f.text as facility_number,
  p.left_on,
  p.joined_on,
  p.gap_days,
  case when p.disposition in ('awaiting', 'refused') then p.alone_since end as alone_since,
  case when p.disposition in ('awaiting', 'refused') then c.told_on - p.alone_since end as days_without,
  s.submission_id,
  p.claim_line_no as line_no
from transfer_person as p
join transfer_case as c using (transfer_id)
left join number as w on w.code = p.practitioner
left join number as f on f.code = p.facility
left join submission as s on s.file_no = p.claim_file_no
