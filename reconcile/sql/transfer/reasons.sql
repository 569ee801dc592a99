-- One row per reason that keeps claims for people of a transfer out, with how many people and what to correct. A claim with several reasons counts for each.
with refused as (
  select unnest(string_split(reason, ', ')) as code
  from transfer_patients
  where transfer_id = $id::varchar and disposition = 'refused'
)

select r.code, count(*) as people, coalesce(any_value(c.hint), '') as hint
from refused as r
left join reason as c using (code)
group by r.code
order by people desc, r.code
