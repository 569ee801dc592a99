-- One row per person with more than one passing claim: only they can have duplicates or a history of moves.
create or replace temp table several as
select person
from passing
group by person
having count(*) > 1
