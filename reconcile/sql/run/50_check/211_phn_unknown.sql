-- The PHN has no row in the persons feed.
create or replace temp view reason_phn_unknown as
with candidate as (
  select file_no, line_no, phn from person_doubt where not person_known
  union all
  select file_no, line_no, phn from action_line where phn_read and not person_known
)

select file_no, line_no, 'phn_unknown' as reason
from candidate
where (select persons from feed_present)
  and phn not in (select unnest(getvariable('pseudo_patients')))
