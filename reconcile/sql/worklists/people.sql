-- One row: how many people the worklists are about, each counted once.
with asked as (
  select code
  from number
  where $provider::varchar is null or text = $provider::varchar
),

place as (
  select code
  from number
  where $facility::varchar is null or text = $facility::varchar
),

person as (
  select a.phn
  from attached_today as a
  semi join asked as p on p.code = a.practitioner
  semi join place as f on f.code = a.facility
  union all
  select person
  from worklist_matter
)

select count(distinct phn) as people
from person
