-- One row per person and clinic where they use CareConnect or are to: in its team, or with a step on record there and not known to have left the team.
create or replace view careconnect_place as
with delegate as (select distinct delegate_id from endorsements),

place as (
  select if(d.delegate_id is null, 'staff', 'delegate') as subject_kind, s.person_id as subject, s.facility_number
  from team_now as s
  left join delegate as d on d.delegate_id = s.person_id
  union
  select a.subject_kind, a.subject, a.facility_number
  from access_on_record as a
  left join team_other_days as s on s.person_id = a.subject and s.facility_number = a.facility_number
  left join in_practice as i on i.practitioner_number = a.subject
  where a.system = 'CareConnect'
    and (a.subject_kind <> 'provider' or i.practitioner_number is not null)
    and s.person_id is null
)

select p.subject_kind, p.subject, p.facility_number
from place as p
cross join today as t
left join clinics as c using (facility_number)
where coalesce(c.closed_on >= t.as_of, true)
