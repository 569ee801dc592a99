-- One row per thing that an id names: a household, the household of a registrant, a provider; or, where there is a health number (null: none), the household in which that person waits, or else is registered first.
select 'household' as kind, household_id as id from registrants where household_id = $id
union
select 'registrant', household_id from registrants where registrant_id = $id
union
select 'provider', practitioner_number from provider_capacity where practitioner_number = upper($id)
union
select 'registrant', arg_min(r.household_id, (r.status not in ('active', 'offered'), r.registered_on, r.registrant_id))
from registrants as r
left join survivor as s on s.phn = r.phn
where coalesce(s.person, r.phn) = coalesce((select person from survivor where phn = $phn::bigint), $phn::bigint)
having count(*) > 0
