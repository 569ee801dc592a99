-- One row per person whose history needs the full fold: more than attach claims happened to them, or claims that may have to wait.
create or replace temp table stateful as
select person
from action_event
union
select a.person
from attach_line as a
join persons_now as p on p.phn = a.person
where p.deceased_on is not null
union
select person
from pending_line
where person in (select person from several)
union
select person
from standing
where getvariable('conflict') = 'hold' and person in (select person from several)
group by person
having min(practitioner) <> max(practitioner)
