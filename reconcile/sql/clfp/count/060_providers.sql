-- One row per provider: people by reason, and each condition of the payment in a column of its own.
create temp table providers_counted as
with told as (
  select
    practitioner_number,
    count(*) as people,
    count(*) filter (reason = 'counted') as counted,
    count(*) filter (reason = 'no_coverage') as no_coverage,
    count(*) filter (reason = 'deceased') as deceased,
    count(*) filter (reason = 'person_unknown') as person_unknown,
    count(*) filter (reason = 'pending') as pending,
    count(*) filter (reason = 'removed') as removed,
    count(*) filter (reason = 'superseded') as superseded,
    count(*) filter (reason = 'transferred') as transferred,
    count(*) filter (reason = 'not_yet') as not_yet,
    count(*) filter (reason = 'merged') as merged,
    sum(weight)::decimal(18, 4) as weight
  from people
  group by practitioner_number
),

conditions as (
  select
    r.practitioner_number,
    p.provider_type,
    coalesce(t.people, 0) as people,
    coalesce(t.counted, 0) as counted,
    coalesce(t.no_coverage, 0) as no_coverage,
    coalesce(t.deceased, 0) as deceased,
    coalesce(t.person_unknown, 0) as person_unknown,
    coalesce(t.pending, 0) as pending,
    coalesce(t.removed, 0) as removed,
    coalesce(t.superseded, 0) as superseded,
    coalesce(t.transferred, 0) as transferred,
    coalesce(t.not_yet, 0) as not_yet,
    coalesce(t.merged, 0) as merged,
    t.weight,
    coalesce(p.provider_type in (select provider_type from paid_type), false) as type_counts,
    c.floor,
    coalesce(t.counted, 0) >= c.floor as meets_floor,
    p.new_to_practice_on,
    (p.new_to_practice_on + to_months(c.grace_months))::date as grace_until,
    coalesce(
      p.new_to_practice_on <= getvariable('as_of')
      and getvariable('as_of') < (p.new_to_practice_on + to_months(c.grace_months))::date,
      false
    ) as in_grace,
    coalesce(o.claims, 0) as portal_claims,
    coalesce(o.claims, 0) > 0 as portal_claimed,
    r.has_bc_provider_id,
    r.has_authenticator,
    r.in_clinic_record,
    r.has_facility,
    r.panel_submitted,
    r.availability_stated,
    r.other_steps,
    r.other_steps_done,
    r.participates,
    p.left_practice_on
  from participation as r
  cross join condition as c
  left join providers_now as p using (practitioner_number)
  left join told as t using (practitioner_number)
  left join portal_claimed as o using (practitioner_number)
)

select *, type_counts and (meets_floor or in_grace) and portal_claimed and participates as eligible
from conditions
