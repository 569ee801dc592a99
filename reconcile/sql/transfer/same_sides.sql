-- One row per transfer between two providers, at a facility or everywhere, that was not cancelled and has another id: somebody may have meant that one.
select transfer_id
from transfer_cases
where from_practitioner = $from::varchar
  and to_practitioner = $to::varchar
  and ($facility::varchar is null or facility_number is null or facility_number = $facility::varchar)
  and state <> 'cancelled'
  and transfer_id <> $id::varchar
order by window_ends_on desc, transfer_id
