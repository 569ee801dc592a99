-- One row per practitioner number that the providers or preferences feed or any claim or action has.
select practitioner_number
from (
  select practitioner_number from providers
  union
  select practitioner_number from preferences
  union
  select n.text
  from (select distinct practitioner as code from stored_claim) as c
  join number as n using (code)
  union
  select practitioner_number from action
) as known
where regexp_full_match(practitioner_number, '[0-9A-Z][0-9]{4}')
order by practitioner_number
