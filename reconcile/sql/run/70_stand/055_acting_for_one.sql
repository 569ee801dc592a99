-- One row per registry action that counts, names one person, and is of a person who is judged tonight.
create or replace temp view acting_for_one as
select *
from acting
where not everyone and (getvariable('everybody') or person in (select node from scope))
