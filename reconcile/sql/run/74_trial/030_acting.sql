-- One row per registry action that counts in the trial: none that comes later than what is on trial.
create or replace temp table acting as
select *
from passing_action
anti join guarded using (file_no, line_no)
anti join (
  from new_action
  where (ordinal, line_no) > (getvariable('trial_ordinal'), getvariable('trial_line'))
) as n using (file_no, line_no)
where everyone or person in (select person from trial_person)
