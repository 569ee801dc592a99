-- Providers whose weights do not add up (provider, what).
select practitioner_number, 'the weights of complexity do not add up' as what
from providers_counted as p
left join (
  select practitioner_number, sum(weight) as weight
  from complexity
  group by practitioner_number
) as c using (practitioner_number)
where p.weight is distinct from c.weight
order by practitioner_number
