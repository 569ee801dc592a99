-- Providers whose reasons do not add up to the rows of their people (provider, what).
select practitioner_number, 'the reasons do not add up to the people' as what
from providers_counted as p
full join (
  select practitioner_number, count(*) as rows, count(*) filter (counted) as counted_rows
  from people
  group by practitioner_number
) as r using (practitioner_number)
where coalesce(p.people, -1) <> coalesce(r.rows, 0)
  or p.counted <> coalesce(r.counted_rows, 0)
  or p.people <> p.counted + p.no_coverage + p.deceased + p.person_unknown + p.pending + p.removed + p.superseded
  + p.transferred + p.not_yet + p.merged
order by practitioner_number
