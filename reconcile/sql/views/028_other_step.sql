-- One row per person, system and step on record that is none of those known by name: after the others, as the access feed has it.
-- A provider's are theirs wherever they were recorded, other people's are of the clinic.
create or replace view other_step as
select
  a.subject_kind,
  a.subject,
  if(a.subject_kind = 'provider' and a.system = 'PAS', null, a.facility_number) as facility,
  a.for_practitioner,
  a.system,
  a.step,
  min(a.done_on) as done_on,
  coalesce(min(a.done_on) <= any_value(t.as_of), false) as done
from access_on_record as a
cross join today as t
left join in_practice as i on i.practitioner_number = a.subject
left join careconnect_place as c on c.subject_kind = a.subject_kind and c.subject = a.subject and c.facility_number = a.facility_number
left join team_other_days as b on b.person_id = a.subject and b.facility_number = a.facility_number
where (not a.known or (a.system = 'PAS' and a.subject_kind <> 'provider'))
  and (a.subject_kind <> 'provider' or i.practitioner_number is not null)
  and b.person_id is null
  and (a.system = 'PAS' or c.subject is not null)
group by all
