-- One row: which feeds have rows at all. A reason that looks into an empty feed is not given.
create or replace temp table feed_present as
select
  exists (select 1 from persons_now) as persons,
  exists (select 1 from providers_now) as providers,
  exists (select 1 from clinics_now) as clinics,
  exists (select 1 from affiliations_now) as affiliations,
  exists (select 1 from endorsements_now) as endorsements
