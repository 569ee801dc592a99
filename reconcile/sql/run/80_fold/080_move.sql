-- One row per move from one provider to another, with whether a transfer in force covers it.
create or replace temp table move as
select
  t.person,
  t.practitioner_number,
  t.facility_number,
  t.next_practitioner,
  t.next_facility,
  t.next_on,
  t.next_file_no,
  t.next_line_no,
  exists (
    select 1
    from transfers as c
    where c.from_practitioner = t.practitioner_number
      and c.to_practitioner = t.next_practitioner
      and coalesce(c.facility_number, t.facility_number) = t.facility_number
      and coalesce(c.status, 'open') <> 'cancelled'
      and t.next_on between c.announced_on
      and c.effective_on + getvariable('transfer_window_days')::integer
  ) as covered
from turn as t
where t.next_outcome = 'moved'
