-- One row per provider and facility with anybody on the panel on a day, as the registry knew it after a run; a filter that is null lets everything pass. A pending row holds on no day.
select
  p.text as practitioner_number,
  f.text as facility_number,
  count(*) as people
from stored_attachment as a
join number as p on p.code = a.practitioner
join number as f on f.code = a.facility
where a.known_from <= $known
  and (a.known_to is null or a.known_to > $known)
  and a.status <> 'Pending'
  and a.valid_from <= $valid::date
  and (a.valid_to is null or a.valid_to > $valid::date)
  and ($provider::varchar is null or p.text = $provider)
  and ($facility::varchar is null or f.text = $facility)
group by p.text, f.text
order by practitioner_number, facility_number
