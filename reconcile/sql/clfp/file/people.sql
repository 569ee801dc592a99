-- One row per provider and person, of format 1.
select
  practitioner_number, person_key, facility_number, counted, reason, valid_from, valid_to, age_band, sex, chsa, complexity, weight,
  survivor_key, s.submission_id, line_no
from people
left join submission as s using (file_no)
order by practitioner_number, person_key
