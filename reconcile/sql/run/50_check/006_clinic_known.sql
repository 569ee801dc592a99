-- One row per clinic of the feed whose number some line wrote.
create or replace temp table clinic_known as
select n.code, c.opened_on, c.closed_on
from clinics_now as c
join number_now as n on n.text = c.facility_number
