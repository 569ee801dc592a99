-- The PHN is on the policy's list of pseudo-patients: a number for billing, not a person.
create or replace temp view reason_phn_pseudo as
with candidate as (
  select file_no, line_no, phn from attach_line where judged and phn_read
  union all
  select file_no, line_no, phn from action_line where phn_read
)

select file_no, line_no, 'phn_pseudo' as reason
from candidate
where phn in (select unnest(getvariable('pseudo_patients')))
