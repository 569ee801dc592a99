-- One row per thing that households ask of a provider.
select
  coalesce(chsa, ''), any_distance, need, coalesce(languages, ''), coalesce(languages_required, ''), coalesce(genders, ''),
  coalesce(genders_required, '')
from match_profile
order by profile
