-- One row per provider and person whom anything known then attaches to them: what is nearest to holding on the day, and of equals the latest.
-- A change of clinic ends nothing: the attachment that it began comes after the one that it closed.
create temp table person_row as
select a.phn, a.practitioner, a.facility, a.valid_from, a.valid_to, a.close_reason, a.file_no, a.line_no, a.kind
from attachment_known as a
join submission_order as o using (file_no)
qualify row_number() over (
  partition by a.practitioner, a.phn
  order by
    a.kind,
    if(a.kind = 3, a.valid_to, null) desc nulls last,
    coalesce(a.kind = 3 and a.close_reason = 'changed_clinic', false),
    abs(a.valid_from - getvariable('as_of')),
    o.ordinal desc,
    a.line_no desc,
    a.valid_to desc nulls first,
    a.facility
) = 1
