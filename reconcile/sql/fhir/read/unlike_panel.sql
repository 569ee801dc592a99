-- One row per provider and facility of which the export has other people than the registry's panel on the day: both counts.
with listed as (
  select practitioner_number, facility_number, count(*) filter (change_type in ('new', 'changed', 'nochange')) as people
  from fhir_member
  group by practitioner_number, facility_number
),

counted as (
  select p.text as practitioner_number, f.text as facility_number, count(distinct a.phn) as people
  from stored_attachment as a
  join number as p on p.code = a.practitioner
  join number as f on f.code = a.facility
  where a.known_from <= $known::integer
    and (a.known_to is null or a.known_to > $known::integer)
    and a.status <> 'Pending'
    and a.valid_from <= $on::date
    and (a.valid_to is null or a.valid_to > $on::date)
  group by p.text, f.text
),

-- What the newest run counted itself, where the export is of its day.
published as (
  select practitioner_number, facility_number, confirmed as people from panel where $published::boolean
  union all
  select practitioner_number, facility_number, people from counted where not $published::boolean
)

select
  coalesce(l.practitioner_number, p.practitioner_number) as practitioner_number,
  coalesce(l.facility_number, p.facility_number) as facility_number,
  coalesce(l.people, 0) as listed,
  coalesce(p.people, 0) as on_panel
from listed as l
full join published as p on p.practitioner_number = l.practitioner_number and p.facility_number = l.facility_number
where coalesce(l.people, 0) <> coalesce(p.people, 0)
  and ($provider::varchar is null or coalesce(l.practitioner_number, p.practitioner_number) = $provider)
  and ($facility::varchar is null or coalesce(l.facility_number, p.facility_number) = $facility)
order by practitioner_number, facility_number
