-- One row per person who is attached on the as-of date of the newest run.
create or replace view attached_today as
select a.phn, a.practitioner, a.facility, a.valid_from
from stored_attachment as a
cross join today as t
where a.known_to is null
  and a.status <> 'Pending'
  and a.valid_from <= t.as_of
  and coalesce(a.valid_to > t.as_of, true)
