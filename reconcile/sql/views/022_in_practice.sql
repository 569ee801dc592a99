-- One row per provider who has not left practice by the as-of date: in the providers feed, in a clinic's record as one who practises there, or with somebody on a panel.
create or replace view in_practice as
with known as (
  select practitioner_number from providers
  union
  select practitioner_number from practises
  union
  select practitioner_number from panel where confirmed > 0 or pending > 0
)

select
  k.practitioner_number,
  p.practitioner_number is not null as in_feed,
  nullif(trim(p.bc_provider_id), '') as bc_provider_id,
  p.authenticator_on
from known as k
cross join today as t
left join providers as p using (practitioner_number)
where coalesce(p.left_practice_on > t.as_of, true)
