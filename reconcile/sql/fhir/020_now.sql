-- One row per person on a panel on the day, as the registry knew it after the run.
create or replace temp table fhir_now as
select phn, practitioner, facility, valid_from, valid_to
from stored_attachment
where known_from <= $known::integer
  and (known_to is null or known_to > $known::integer)
  and status <> 'Pending'
  and valid_from <= $on::date
  and (valid_to is null or valid_to > $on::date)
