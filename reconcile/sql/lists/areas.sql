-- One row per area of a level, or of all.
select level, area, attached, unattached, waiting, capacity, providers, team_members, team
from areas
where $level::varchar is null or level = $level
order by case level when 'Health Authority' then 1 when 'Local Health Area' then 2 else 3 end, area nulls last
