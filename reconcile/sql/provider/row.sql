-- One row: what the providers feed in force says of the provider; none when it has no row.
select
  coalesce(p.provider_type, '') as provider_type,
  coalesce(p.given_name, '') as given_name,
  coalesce(p.family_name, '') as family_name,
  p.authenticator_on,
  p.new_to_practice_on,
  p.left_practice_on,
  p.monthly_target,
  p.target_until,
  s.file_name,
  p.line_no
from providers as p
join submission as s using (file_no)
where p.practitioner_number = $practitioner
