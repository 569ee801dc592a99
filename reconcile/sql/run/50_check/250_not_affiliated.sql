-- No affiliation as provider or medical director holds the provider, the clinic and the effective date.
create or replace temp view reason_not_affiliated as
with affiliation as (
  select p.code as practitioner, f.code as facility, a.effective_from, coalesce(a.effective_to, 'infinity'::date) as effective_until
  from affiliations_now as a
  join number_now as p on p.text = a.practitioner_number
  join number_now as f on f.text = a.facility_number
  where a.role in ('provider', 'medical_director')
)

select a.file_no, a.line_no, 'not_affiliated' as reason
from attach_line as a
anti join affiliation as f
  on f.practitioner = a.practitioner
  and f.facility = a.facility
  and f.effective_from <= a.effective_on
  and f.effective_until >= a.effective_on
where a.judged and a.practitioner_read and a.facility_read
  and a.practitioner in (select code from provider_known)
  and a.facility in (select code from clinic_known)
  and a.effective_on is not null
  and (select affiliations from feed_present)
