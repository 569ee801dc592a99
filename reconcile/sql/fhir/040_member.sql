-- One row per person, provider and facility of the export: who is on the panel, and who was by the export before.
-- Periods are as FHIR has them: both days are in them. An attachment that held on no day, or never was, ends on the day it began.
create or replace temp table fhir_member as
with moved as (
  select distinct phn, practitioner from fhir_before
),

member as (
  select
    n.phn,
    n.practitioner,
    n.facility,
    case
      when b.phn is not null and b.valid_from = n.valid_from and b.valid_to is not distinct from n.valid_to then 'nochange'
      when b.phn is not null or m.phn is not null then 'changed'
      else 'new'
    end as change_type,
    n.valid_from as period_start,
    n.valid_to - 1 as period_end,
    null::varchar as reason
  from fhir_now as n
  left join fhir_before as b on b.phn = n.phn and b.practitioner = n.practitioner and b.facility = n.facility
  left join moved as m on m.phn = n.phn and m.practitioner = n.practitioner
  union all
  select
    phn,
    practitioner,
    facility,
    if(ended is not null, 'dropped', 'cancelled'),
    coalesce(ended.valid_from, told_from),
    coalesce(greatest(ended.valid_to - 1, ended.valid_from), told_from),
    reason
  from fhir_gone
)

select
  person_key(m.phn) as person_key,
  m.phn,
  p.text as practitioner_number,
  f.text as facility_number,
  m.change_type,
  m.period_start,
  m.period_end,
  m.reason
from member as m
join number as p on p.code = m.practitioner
join number as f on f.code = m.facility
where ($provider::varchar is null or p.text = $provider)
  and ($facility::varchar is null or f.text = $facility)
