-- The facility number has no row in the clinics feed; of an action, either of its two.
create or replace temp view reason_facility_unknown as
with candidate as (
  select file_no, line_no
  from attach_line
  where judged and facility_read
    and not exists (select 1 from clinic_known as c where c.code = attach_line.facility)
  union all
  select file_no, line_no
  from action_line
  where facility_read and not (facility_known and new_facility_known)
)

select file_no, line_no, 'facility_unknown' as reason
from candidate
where (select clinics from feed_present)
