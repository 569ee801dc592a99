-- One row per person on a panel by the export before: on its day, as the registry knew it after its run. Empty where there is none before.
create or replace temp table fhir_before as
select phn, practitioner, facility, valid_from, valid_to, file_no, line_no
from stored_attachment
where known_from <= $before_known::integer
  and (known_to is null or known_to > $before_known::integer)
  and status <> 'Pending'
  and valid_from <= $before_on::date
  and (valid_to is null or valid_to > $before_on::date)
