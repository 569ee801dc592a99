-- One row per claim line, with its one outcome.
create table snapshot.stored.claim_line as
select c.file_no, c.line_no, c.record, c.practitioner, c.facility, k.code as person, c.service_date as effective_on, v.outcome
from stored_claim as c
join verdict as v on v.file_no = c.file_no and v.line_no = c.line_no
left join survivor as m on m.phn = c.phn
left join pseudonym as k on k.phn = coalesce(m.person, c.phn)
