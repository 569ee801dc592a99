-- One row per clinic that is open on the as-of date.
create or replace view open_clinic as
select c.facility_number, c.chsa
from clinics as c
cross join today as t
where coalesce(c.opened_on <= t.as_of, true) and coalesce(c.closed_on >= t.as_of, true)
