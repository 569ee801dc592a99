-- People with two rows under one provider (provider, what).
select practitioner_number, 'a person twice' as what
from people
group by practitioner_number, person_key
having count(*) > 1
order by practitioner_number
