-- One row per registration of the person on the Health Connect Registry, the one by which they wait first.
select r.registrant_id, r.household_id, r.status
from registrants as r
left join survivor as s on s.phn = r.phn
where coalesce(s.person, r.phn) = $person::bigint
order by r.status not in ('active', 'offered'), r.registered_on, r.registrant_id
