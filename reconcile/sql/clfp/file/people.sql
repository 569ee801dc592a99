-- One row per provider and person, of format 1.
select
  practitioner_number, person_key, facility_number, counted, reason, valid_from, valid_to, age_band, sex, chsa, complexity, weight,
  survivor_key, submission_id, line_no
from people
order by practitioner_number, person_key
