-- One row per line of evidence that is no claim, with its one outcome.
create or replace view judged_other as
select
  file_no, line_no, record, practitioner_number, null as facility_number, phn, service_date as effective_on, outcome
from answer
union all
select
  file_no, line_no, record, practitioner_number, coalesce(new_facility_number, facility_number), phn, acted_on, outcome
from action
union all
select
  file_no, line_no, record, null, null, null, counts_from, outcome
from decision
union all
select
  file_no, line_no, record, practitioner_number, facility_number, phn, null,
  if(reasons is null, 'reference', 'quarantined')::outcome
from feed_line
