-- One row: the room there is, what is proposed, and of those on the Health Connect Registry how many can be matched and have no proposal, and how many cannot be and why; and whether there is anything to tell. Whoever is to be closed is counted as that alone, unless they can be matched still.
create or replace view match_counts as
with person as (
  select
    r.status,
    r.kept_out,
    h.household_id is not null and h.practitioner_number is null as without,
    c.registrant_id is not null as to_close
  from match_registrant as r
  left join match_household as h using (household_id)
  left join registrant_to_close as c using (registrant_id)
)

select
  (select coalesce(sum(capacity), 0) from provider_capacity)::bigint as room,
  (select count(*) from match_household where practitioner_number is not null and kept) as households_kept,
  (select count(*) from match_household where practitioner_number is not null and not kept) as households_new,
  count(*) filter (status = 'active' and kept_out is null and without) as people_without_proposal,
  count(*) filter (kept_out = 'household_waits' and not to_close) as people_waiting_for_household,
  count(*) filter ((status = 'offered' or kept_out in ('offer_pending', 'offer_accepted')) and not to_close) as people_offered,
  count(*) filter (kept_out = 'in_transfer' and not to_close) as people_in_transfer,
  count(*) filter (to_close) as registrants_to_close,
  (select count(*) from registrant_contact_due) as registrants_due_to_contact,
  exists (from provider_capacity) or exists (from match_registrant) as anything
from person
