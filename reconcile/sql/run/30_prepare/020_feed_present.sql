-- One row: which feeds have rows at all. A reason that looks into an empty feed is not given.
create or replace temp table feed_present as
select
  exists (select 1 from persons) as persons,
  exists (select 1 from providers) as providers,
  exists (select 1 from clinics) as clinics,
  exists (select 1 from affiliations) as affiliations,
  exists (select 1 from endorsements) as endorsements
