-- One row per move from one provider to another, with whether a transfer in force covers it.
create or replace temp table move as
select
  t.person,
  t.practitioner,
  t.facility,
  t.next_practitioner,
  t.next_facility,
  t.next_on,
  t.next_file_no,
  t.next_line_no,
  exists (
    select 1
    from transfer_in_force as c
    where c.from_practitioner = t.practitioner
      and c.to_practitioner = t.next_practitioner
      and coalesce(c.facility, t.facility) = t.facility
      and t.next_on between c.announced_on and c.covers_until
  ) as covered
from turn as t
where t.next_outcome = 'moved'
