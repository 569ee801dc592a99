-- One row: how many rows of transfers, their people and room the registry has, and how many of those and of those worked out anew the other does not have.
with differing as (
  select count(*) as differ from (from transfer_person except all from transfer_person_now)
  union all
  select count(*) from (from transfer_person_now except all from transfer_person)
  union all
  select count(*) from (select * exclude (told_on, window_ends_on) from transfer_case except all from transfer_counted)
  union all
  select count(*) from (from transfer_counted except all select * exclude (told_on, window_ends_on) from transfer_case)
  union all
  select count(*) from (from provider_capacity except all from capacity_now)
  union all
  select count(*) from (from capacity_now except all from provider_capacity)
)

select
  (select count(*) from transfer_person) + (select count(*) from transfer_case) + (select count(*) from provider_capacity) as looked_at,
  (select sum(differ) from differing)::bigint as differ
