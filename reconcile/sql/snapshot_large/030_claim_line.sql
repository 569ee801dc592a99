-- One row per claim line, with its one outcome; known_from where it tells its attachment whole.
create table snapshot.stored.claim_line as
select
  c.file_no, c.line_no, c.record, c.practitioner, c.facility, person_key(coalesce(m.person, c.phn)) as person_key,
  c.service_date as effective_on, c.outcome, c.known_from
from stored_claim as c
left join survivor as m on m.phn = c.phn
