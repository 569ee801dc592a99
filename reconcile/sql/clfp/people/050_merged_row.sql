-- One row per provider and PHN that was merged into another person's and had an attachment to the provider, as some run up to the run knew it.
create temp table merged_row as
select distinct a.practitioner, a.phn, m.person
from stored_attachment as a
join survivor_now as m on m.phn = a.phn
anti join person_row as r on r.practitioner = a.practitioner and r.phn = a.phn
where a.known_from <= getvariable('run_no')
