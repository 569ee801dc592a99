-- One row per person whom the candidate on trial names: by its claims, or as somebody who ever was with the provider that it removes everyone from.
create or replace temp table trial_person as
with remover as (
  select practitioner
  from new_action
  where file_no = getvariable('trial_file') and line_no = getvariable('trial_line')
)

select person
from new_claim
where file_no = getvariable('trial_file')
union
select person
from passing
semi join remover using (practitioner)
union
select person
from passing_action
semi join remover using (practitioner)
where action = 'restore'
