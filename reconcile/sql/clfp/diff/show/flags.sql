-- One row per provider and condition that differs; null: the provider is not in that bundle, which is told of conditions that are met in the other.
with told as (
  select
    practitioner_number,
    unnest(['type_counts', 'meets_floor', 'in_grace', 'portal_claimed', 'participates', 'eligible']) as flag,
    unnest([b.type_counts, b.meets_floor, b.in_grace, b.portal_claimed, b.participates, b.eligible]) as before,
    unnest([a.type_counts, a.meets_floor, a.in_grace, a.portal_claimed, a.participates, a.eligible]) as after
  from providers_before as b
  full join providers_after as a using (practitioner_number)
)

select practitioner_number, flag, before, after
from told
where coalesce(before, false) <> coalesce(after, false)
order by practitioner_number, flag
