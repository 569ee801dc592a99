-- One row per transfer between two providers, at a facility or everywhere, that was not cancelled and has another id: somebody may have meant that one.
select transfer_id, state in ('open', 'overdue') as under_way
from transfer_cases
where from_practitioner = $from::varchar
  and to_practitioner = $to::varchar
  and ($facility::varchar is null or facility_number is null or facility_number = $facility::varchar)
  and state <> 'cancelled'
  and transfer_id <> $id::varchar
order by under_way desc, window_ends_on desc, transfer_id
