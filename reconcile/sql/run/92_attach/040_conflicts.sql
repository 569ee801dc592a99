-- Every move that no transfer covers has two sides. Under the policy "latest" the challenger stands.
insert into conflict
select
  person,
  practitioner_number,
  facility_number,
  next_practitioner,
  next_facility,
  next_on,
  'superseded',
  next_on,
  next_file_no,
  next_line_no
from move
where not covered
