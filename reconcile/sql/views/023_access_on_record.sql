-- One row per row of the `access` feed in force, with who the person is, and of a CareConnect step that is known by name which it is; any other keeps its own words.
create or replace view access_on_record as
select
  p.subject_kind,
  p.subject,
  a.facility_number,
  a.system,
  coalesce(s.step, lower(trim(a.step))) as step,
  s.step_no,
  a.for_practitioner,
  a.done_on
from access as a
inner join subject as p using (person_id)
left join access_spelling as s
  on a.system = 'CareConnect' and s.spelling = trim(regexp_replace(lower(a.step), '[^a-z0-9]+', ' ', 'g'))
