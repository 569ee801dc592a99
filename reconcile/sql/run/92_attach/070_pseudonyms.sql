-- A pseudonym for every PHN met for the first time.
insert into pseudonym
with met as (
  select phn from attach_line where phn_read
  union all
  select phn from action_line where phn_read
  union all
  select phn from answer where phn is not null and reasons is null
  union all
  select phn from debit where reasons is null
  union all
  select phn from persons
  union all
  select phn from registrants
),

new as (
  select distinct phn
  from met
  where phn is not null and phn not in (select phn from pseudonym)
)

select
  (select coalesce(max(code), 0) from pseudonym) + row_number() over (),
  phn,
  person_key(phn)
from new
