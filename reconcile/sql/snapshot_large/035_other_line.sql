-- One row per line of any other evidence, with its one outcome.
create table snapshot.stored.other_line as
select
  j.file_no, j.line_no, j.record, number_shown(j.practitioner_number) as practitioner_number,
  number_shown(j.facility_number) as facility_number, person_key(coalesce(m.person, j.phn)) as person_key, j.effective_on, j.outcome
from judged_other as j
left join survivor as m on m.phn = j.phn
