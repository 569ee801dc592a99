-- Every move that no transfer covers has two sides. Under the policy "latest" the challenger stands.
insert into conflict
select
  m.person,
  ip.text,
  fi.text,
  cp.text,
  cf.text,
  m.next_on,
  'superseded',
  m.next_on,
  m.next_file_no,
  m.next_line_no
from move as m
join number as ip on ip.code = m.practitioner
join number as fi on fi.code = m.facility
join number as cp on cp.code = m.next_practitioner
join number as cf on cf.code = m.next_facility
where not m.covered
