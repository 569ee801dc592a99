-- The practitioner number has no row in the providers feed.
create or replace temp view reason_practitioner_unknown as
with candidate as (
  select file_no, line_no
  from attach_line
  where judged and practitioner_read
    and not exists (select 1 from provider_known as p where p.code = attach_line.practitioner)
  union all
  select file_no, line_no from action_line where practitioner_read and not practitioner_known
)

select file_no, line_no, 'practitioner_unknown' as reason
from candidate
where (select providers from feed_present)
