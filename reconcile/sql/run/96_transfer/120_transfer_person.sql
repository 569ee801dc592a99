-- One row per transfer and person of its cohort, and per person who came besides.
insert into transfer_person
select
  transfer_id, phn, disposition, reason, claim_file_no, claim_line_no, practitioner, facility, left_on, joined_on, gap_days,
  alone_since
from transfer_person_now
