-- One row per transfer in force that covers a move of the person.
select distinct
  t.transfer_id,
  t.from_practitioner,
  t.to_practitioner,
  a.valid_to
from attachment as a
join transfers as t on t.from_practitioner = a.practitioner_number
where a.phn = $person::bigint
  and a.known_to is null
  and a.close_reason = 'transferred'
  and coalesce(t.facility_number, a.facility_number) = a.facility_number
  and coalesce(t.status, 'open') <> 'cancelled'
  and a.valid_to >= t.announced_on
order by t.transfer_id, a.valid_to
