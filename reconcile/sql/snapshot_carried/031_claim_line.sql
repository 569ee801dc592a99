-- One row per claim line that is told anew or came tonight: as in snapshot_large/030_claim_line.
insert into snapshot.stored.claim_line
with told as (
  select *
  from stored_claim
  where file_no in (select file_no from tonight_submission) or (file_no, line_no) in (from line_again)
)

select
  c.file_no, c.line_no, c.record, c.practitioner, c.facility, person_key(coalesce(m.person, c.phn)) as person_key,
  c.service_date as effective_on, c.outcome, c.known_from
from told as c
left join survivor as m on m.phn = c.phn
