-- No affiliation as provider or medical director holds the provider, the clinic and the effective date.
create or replace temp view reason_not_affiliated as
select a.file_no, a.line_no, 'not_affiliated' as reason
from attach_line as a
where a.judged and a.practitioner_read and a.practitioner_known and a.facility_read and a.facility_known
  and a.effective_on is not null
  and (select affiliations from feed_present)
  and not exists (
    select 1
    from affiliations as f
    where f.practitioner_number = a.practitioner_number
      and f.facility_number = a.facility_number
      and f.role in ('provider', 'medical_director')
      and f.effective_from <= a.effective_on
      and a.effective_on <= coalesce(f.effective_to, a.effective_on)
  )
