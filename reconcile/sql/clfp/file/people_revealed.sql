-- One row per provider and person, of format 1, with the health number behind all else.
select
  practitioner_number, person_key, facility_number, counted, reason, valid_from, valid_to, age_band, sex, chsa, complexity, weight,
  survivor_key, s.submission_id, line_no, lpad(phn::varchar, 10, '0') as phn
from people
left join submission as s using (file_no)
order by practitioner_number, person_key
