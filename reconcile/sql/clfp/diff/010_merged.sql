-- One row per provider and person whom one bundle counts under a number that the other has as merged: which person, in which bundle they are counted so.
create temp table merged as
select m.practitioner_number, m.survivor_key as person_key, 'after' as counted_in
from people_after as m
join people_before as b on b.practitioner_number = m.practitioner_number and b.person_key = m.person_key and b.counted
where m.reason = 'merged'
union
select m.practitioner_number, m.survivor_key, 'before'
from people_before as m
join people_after as a on a.practitioner_number = m.practitioner_number and a.person_key = m.person_key and a.counted
where m.reason = 'merged'
