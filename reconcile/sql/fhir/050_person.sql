-- One row per person in the export, with whether a period of MSP coverage holds the day, and of a number that was merged the survivor's key.
-- The feeds are as in force: which row of a person was in force after an earlier run is not kept.
create or replace temp table fhir_person as
with listed as (
  select distinct person_key, phn from fhir_member
),

period as (
  select coalesce(m.person, c.phn) as person, c.coverage_from, c.coverage_to
  from coverage as c
  left join survivor as m on m.phn = c.phn
  union all
  select phn, coverage_from, coverage_to
  from persons
),

covered as (
  select distinct person
  from period
  where coverage_from <= $on::date and $on::date <= coalesce(coverage_to, $on::date)
)

select
  l.person_key,
  l.phn,
  p.birth_date,
  p.sex,
  case when p.deceased_on <= $on::date then p.deceased_on end as deceased_on,
  person_key(m.person) as replaced_by,
  c.person is not null and m.phn is null as covered
from listed as l
left join persons as p on p.phn = l.phn
left join survivor as m on m.phn = l.phn
left join covered as c on c.person = l.phn
