-- One row per person waiting on the Health Connect Registry, without registrant ids and with a birth year.
create table snapshot.registrants as
select
  k.person_key,
  r.household_id,
  year(r.birth_date) as birth_year,
  r.* exclude (registrant_id, household_id, phn, birth_date, file_no, line_no)
from registrants as r
left join survivor as m on m.phn = r.phn
left join pseudonym as k on k.phn = coalesce(m.person, r.phn)
