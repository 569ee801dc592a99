-- One row per matter on the worklists of some providers that is no attachment of today, section by section.
select
  practitioner_number, section, facility_number, phn, person, since, until, reason, claims, now_with, now_at, codes, reasons, hint, remedy,
  channel, record, submission_id, file_name, line_no
from worklist_matter
where list_contains($providers::varchar[], practitioner_number)
order by
  practitioner_number,
  list_position(['quarantined', 'only_in_upload', 'pending', 'not_the_mrp', 'removed', 'deceased'], section),
  facility_number,
  phn nulls last,
  submission_id,
  line_no
