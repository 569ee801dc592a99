-- One row per line of other evidence that is told anew or came tonight: as in snapshot_large/035_other_line.
insert into snapshot.stored.other_line
with told as (
  select *
  from judged_other
  where file_no in (select file_no from tonight_submission) or (file_no, line_no) in (from line_again)
)

select
  j.file_no, j.line_no, j.record, number_shown(j.practitioner_number) as practitioner_number,
  number_shown(j.facility_number) as facility_number, person_key(coalesce(m.person, j.phn)) as person_key, j.effective_on, j.outcome
from told as j
left join survivor as m on m.phn = j.phn
