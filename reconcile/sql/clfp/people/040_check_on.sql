-- One row: which checks are made. One that looks into a feed is made where anybody is known of it.
create temp table check_on as
select
  f.persons,
  exists (select 1 from coverage_now) or exists (select 1 from persons_now where coverage_from is not null) as coverage,
  f.providers,
  f.clinics,
  f.affiliations,
  exists (select 1 from preferences_now) as preferences
from feed_present as f
