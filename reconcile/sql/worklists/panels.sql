-- One row per panel: what the run counted, which the worklists must agree with.
select practitioner_number, facility_number, confirmed, pending
from panel
where ($provider::varchar is null or practitioner_number = $provider::varchar)
  and ($facility::varchar is null or facility_number = $facility::varchar)
order by practitioner_number, facility_number
