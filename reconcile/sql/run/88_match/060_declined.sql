-- One row per household that can be matched and provider with room of whom either has declined the other before.
create or replace temp table match_declined as
select distinct h.place, r.room
from offers_now as o
join match_household_now as h using (household_id)
join match_room as r using (practitioner_number)
where o.outcome in ('declined_provider', 'declined_patient')
