-- One row: how many lines of the provider wait in quarantine, and how many the guard holds.
select
  (select count(*) from quarantine where state = 'waiting' and practitioner_number = $practitioner) as lines,
  (
    select count(*)
    from hold_line as h
    join (
      select file_no, line_no, practitioner_number from claim
      union all
      select file_no, line_no, practitioner_number from action
    ) as l using (file_no, line_no)
    where h.verdict is null and l.practitioner_number = $practitioner
  ) as held
