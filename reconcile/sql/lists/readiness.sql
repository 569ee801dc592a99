-- One row per provider, delegate or other person and system, of a provider, a clinic, a kind, or whose next step is a certain one: what is done, and what is next.
with works_for as (
  select distinct subject_kind, subject, system, facility_number
  from readiness_steps
  where for_practitioner = $provider::varchar
)

select
  r.subject_kind,
  r.subject,
  r.facility_number,
  r.for_practitioner,
  r.system,
  r.steps,
  r.done,
  r.ready,
  array_to_string(r.steps_done, ', ') as steps_done,
  array_to_string(r.steps_missing, ', ') as steps_missing,
  r.next_step,
  r.what_next
from readiness as r
left join works_for as w
  on w.subject_kind = r.subject_kind and w.subject = r.subject and w.system = r.system and w.facility_number is not distinct from r.facility_number
where ($kind::varchar is null or r.subject_kind = $kind::varchar)
  and ($next::varchar is null or r.next_step = $next::varchar)
  and (
    $provider::varchar is null
    or (r.subject_kind = 'provider' and r.subject = $provider::varchar)
    or r.for_practitioner = $provider::varchar
    or (r.for_practitioner is null and w.subject is not null)
  )
  and (
    $facility::varchar is null
    or r.facility_number = $facility::varchar
    or r.facility_number is null and coalesce(r.for_practitioner, r.subject) in (
      select p.practitioner_number from practises as p where p.facility_number = $facility::varchar
    )
  )
order by
  case r.subject_kind when 'provider' then 1 when 'delegate' then 2 else 3 end,
  r.subject, r.system desc, r.facility_number nulls first, r.for_practitioner nulls first
limit $limit
