-- One row per person of a household on the Health Connect Registry, whatever their status: who they are, and why they are in the pool or not.
select
  r.registrant_id,
  coalesce(m.person, r.phn) as phn,
  r.status,
  coalesce(m.age, -1) as age,
  coalesce(r.chsa, '') as chsa,
  r.registered_on,
  coalesce(m.status = 'active' and m.kept_out is null, false) as in_pool, -- who is matched or withdrawn is not on the list, and has no row in m
  case
    when m.registrant_id is null then r.status
    else coalesce(m.kept_out, '')
  end as kept_out,
  case
    when m.registrant_id is null then case r.status when 'matched' then 'is matched' when 'withdrawn' then 'has withdrawn' else 'is not on the list' end
    when m.status = 'offered' then 'has been offered a provider'
    else coalesce(u.reason, '')
  end as reason
from registrants as r
left join match_registrant as m using (registrant_id)
left join match_unplaced as u using (registrant_id)
where r.household_id = $household
order by r.registered_on, r.registrant_id
