-- One row per provider whose people counted before, and those who came less those who went, are not those counted after.
select practitioner_number
from providers_before as b
full join providers_after as a using (practitioner_number)
full join (
  select practitioner_number, count(*) filter (direction = 'in') - count(*) filter (direction = 'out') as net
  from change
  group by practitioner_number
) as c using (practitioner_number)
where coalesce(b.counted, 0) + coalesce(c.net, 0) <> coalesce(a.counted, 0)
order by practitioner_number
