-- Every claim that would take a person from another provider, and that no transfer covers, has two sides.
insert into stored_conflict
select
  person, incumbent, incumbent_facility, challenger, challenger_facility, effective_on, resolution, resolved_on,
  file_no, line_no
from conflict_found
