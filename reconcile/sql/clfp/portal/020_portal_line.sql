-- One row per claim line that says whether a portal claim stands: those with its data centre and sequence, or with those of a debit request that names it.
create temp table portal_line as
select c.*
from claim_now as c
semi join portal_key as k on k.data_centre = c.data_centre and k.sequence = c.sequence
union all
select c.*
from claim_now as c
where c.event = 'portal' and (c.data_centre is null or c.sequence is null)
