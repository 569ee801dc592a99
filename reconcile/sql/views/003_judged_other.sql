-- One row per line of evidence that is no claim, with its one outcome.
create or replace view judged_other as
with line as (
  select file_no, line_no, record, practitioner_number, null as facility_number, phn, service_date as effective_on
  from answer
  union all
  select file_no, line_no, record, practitioner_number, coalesce(new_facility_number, facility_number), phn, acted_on
  from action
)

select l.*, v.outcome
from line as l
join verdict as v on v.file_no = l.file_no and v.line_no = l.line_no
union all
select
  file_no, line_no, record, practitioner_number, facility_number, phn, null,
  if(reasons is null, 'reference', 'quarantined')::outcome
from feed_line
