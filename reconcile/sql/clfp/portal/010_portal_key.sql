-- One row per data centre and sequence of a portal claim, and of a debit request that names one.
create temp table portal_key as
with portal as (
  select data_centre, sequence
  from claim_now
  where event = 'portal' and data_centre is not null and sequence is not null
)

from portal
union
select c.data_centre, c.sequence
from note_now as n
join claim_now as c using (file_no, line_no)
join portal as p on p.data_centre = n.target_data_centre and p.sequence = n.target_sequence
where c.event = 'debit' and c.data_centre is not null and c.sequence is not null
