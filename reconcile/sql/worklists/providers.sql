-- One row per provider with anything on a worklist, by how many matters that is: the number as claims write it, whether the providers feed has it, and the name there.
with matter as (
  select practitioner_number, sum(confirmed) as matters
  from panel
  where confirmed > 0
    and ($provider::varchar is null or practitioner_number = $provider::varchar)
    and ($facility::varchar is null or facility_number = $facility::varchar)
  group by practitioner_number
  union all
  select practitioner_number, count(*)
  from worklist_matter
  group by practitioner_number
)

select
  m.practitioner_number,
  sum(m.matters)::bigint as matters,
  any_value(p.practitioner_number) is not null as in_feed,
  coalesce(any_value(p.provider_type), '') as provider_type,
  coalesce(any_value(p.given_name), '') as given_name,
  coalesce(any_value(p.family_name), '') as family_name
from matter as m
left join providers as p using (practitioner_number)
group by m.practitioner_number
order by m.practitioner_number
