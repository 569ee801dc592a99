-- One row: which checks of a person are made. One that looks into a feed is made where anybody is known of it.
create temp table check_on as
select
  (select persons from feed_present) as persons,
  exists (select 1 from coverage_now) or exists (select 1 from persons_now where coverage_from is not null) as coverage,
  exists (select 1 from access_now where system = 'PAS') as access
