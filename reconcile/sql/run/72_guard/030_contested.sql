-- One row per person whom two providers claim, or an action restored to one: nobody else can be taken from a provider by a claim.
create or replace temp table contested as
select person
from passing
semi join claimed_often using (person)
group by person
having min(practitioner) <> max(practitioner)
union
select person
from passing_action
where action = 'restore'
