-- One row per provider whose people counted changed: before, in, out, after.
select
  practitioner_number,
  coalesce(b.counted, 0) as before,
  coalesce(c.came, 0) as came,
  coalesce(c.went, 0) as went,
  coalesce(a.counted, 0) as after
from providers_before as b
full join providers_after as a using (practitioner_number)
left join (
  select practitioner_number, count(*) filter (direction = 'in') as came, count(*) filter (direction = 'out') as went
  from change
  group by practitioner_number
) as c using (practitioner_number)
where coalesce(b.counted, 0) <> coalesce(a.counted, 0) or c.came is not null
order by practitioner_number
