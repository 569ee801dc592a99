-- One row per person with more than one passing claim: only they can have duplicates or a history of moves.
create or replace temp table several as
select p.person
from passing as p
semi join claimed_often as o on o.person = p.person
group by p.person
having count(*) > 1
