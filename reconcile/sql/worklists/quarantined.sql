-- One row per practitioner number as people may see it (empty: none that can be read) with lines that wait in quarantine, and how many they are.
select coalesce(practitioner_number, '') as practitioner_number, count(*) as lines
from quarantine
where state = 'waiting'
group by all
order by practitioner_number
