-- Offending: somebody proposed who is attached and stays, whose registration is not the only one proposed, or whom an open transfer waits for.
-- An offending row has no line: 0, 0.
with proposed as (
  select r.person, r.registrant_id
  from match_registrant as r
  semi join (select household_id from match_household where practitioner_number is not null) as h using (household_id)
  where r.status = 'active' and r.kept_out is null
)

select 0 as file_no, 0 as line_no
from proposed
group by person
having count(*) > 1
union all
select 0, 0
from proposed as p
join transfer_person as t on t.phn = p.person and t.disposition in ('awaiting', 'refused')
join transfer_case as c on c.transfer_id = t.transfer_id and c.state = 'open'
union all
select 0, 0
from proposed as p
join registrants as r using (registrant_id)
join known_after as a on a.phn = p.person
join number as n on n.code = a.practitioner
left join providers as v on v.practitioner_number = n.text
where a.status <> 'Pending'
  and a.valid_from <= getvariable('as_of')::date
  and coalesce(a.valid_to > getvariable('as_of')::date, true)
  and not coalesce(r.attached_but_leaving, false)
  and not coalesce(v.left_practice_on <= getvariable('as_of')::date, false)
