-- One row per facility number that the clinics feed has or at which anybody was ever attached.
select facility_number
from (
  select facility_number from clinics
  union
  select n.text
  from (
    select facility from stored_claim where known_from is not null
    union
    select facility from attachment_apart
  ) as a
  join number as n on n.code = a.facility
) as known
order by facility_number
