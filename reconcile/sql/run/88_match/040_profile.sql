-- One row per thing that households ask of a provider, as many ask the same.
create or replace temp table match_profile as
select distinct
  profile,
  chsa,
  any_distance,
  need,
  array_to_string(languages, ';') as languages,
  array_to_string(languages_required, ';') as languages_required,
  array_to_string(genders, ';') as genders,
  array_to_string(genders_required, ';') as genders_required
from match_household_now
