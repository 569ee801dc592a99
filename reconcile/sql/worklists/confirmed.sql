-- One row per person attached to some providers on the as-of date, and whether another claim of theirs waits at the same facility.
with asked as (
  select code, text
  from number
  where list_contains($providers::varchar[], text)
),

waiting as (
  select distinct a.phn, a.practitioner, a.facility
  from attachment_apart as a
  where a.known_to is null and a.status = 'Pending'
)

select
  p.text as practitioner_number,
  f.text as facility_number,
  a.phn,
  a.valid_from as since,
  a.valid_to as until,
  coalesce(a.close_reason::varchar, '') as reason,
  w.phn is not null as waits_too
from stored_attachment as a
join asked as p on p.code = a.practitioner
join number as f on f.code = a.facility
cross join today as t
left join waiting as w on w.phn = a.phn and w.practitioner = a.practitioner and w.facility = a.facility
where a.known_to is null
  and a.status <> 'Pending'
  and a.valid_from <= t.as_of
  and coalesce(a.valid_to > t.as_of, true)
  and ($facility::varchar is null or f.text = $facility::varchar)
order by p.text, f.text, a.phn
