-- One row: the room there is, what is proposed, and of those on the Health Connect Registry how many can be matched and have no proposal, and how many cannot be and why, in a registry or a snapshot; and whether there is anything to tell. Whoever is to be closed is counted as that alone, unless they can be matched still.
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
  (select coalesce(sum(capacity), 0) from capacity)::bigint as room,
  (select count(*) from match_proposals where kept) as kept,
  (select count(*) from match_proposals where not kept) as new,
  count(*) filter (status = 'active' and kept_out is null and without) as without,
  count(*) filter (kept_out = 'household_waits' and not to_close) as household_waits,
  count(*) filter ((status = 'offered' or kept_out in ('offer_pending', 'offer_accepted')) and not to_close) as offered,
  count(*) filter (kept_out = 'in_transfer' and not to_close) as in_transfer,
  count(*) filter (to_close) as to_close,
  (select count(*) from contact_due) as contact_due,
  exists (from capacity) or exists (from registrants where status in ('active', 'offered')) as any
from person
