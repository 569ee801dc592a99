-- Every claim that would take a person from another provider, and that no transfer covers, has two sides.
insert into conflict
select
  c.person,
  ip.text,
  fi.text,
  cp.text,
  cf.text,
  c.effective_on,
  c.resolution,
  c.resolved_on,
  c.file_no,
  c.line_no
from conflict_found as c
join number as ip on ip.code = c.incumbent
join number as fi on fi.code = c.incumbent_facility
join number as cp on cp.code = c.challenger
join number as cf on cf.code = c.challenger_facility
