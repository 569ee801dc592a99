-- One row per clinic that is in the feed tonight for the first time, or with other days.
create or replace temp table changed_clinic as
select n.facility_number
from newer_clinics as n
left join clinics as f on f.facility_number = n.facility_number
where f.facility_number is null
  or n.opened_on is distinct from f.opened_on
  or n.closed_on is distinct from f.closed_on
