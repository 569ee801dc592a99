-- People with no reason, or counted against it (provider, what).
select practitioner_number, 'a person without a reason' as what
from people
where reason is null
  or counted <> (reason = 'counted')
  or (counted and facility_number is null)
order by practitioner_number
