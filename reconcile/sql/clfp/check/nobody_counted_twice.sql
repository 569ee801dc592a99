-- People counted for two providers (provider, what).
select min(practitioner_number) as practitioner_number, 'a person counted for another provider too' as what
from people
where counted
group by person_key
having count(*) > 1
order by practitioner_number
