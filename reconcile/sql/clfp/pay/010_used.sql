-- One row per provider who meets every condition, component of payment and key: how many times its amount is paid.
create temp table used as
with eligible as (
  select practitioner_number
  from providers_counted
  where eligible and (select given from rates_given)
)

select practitioner_number, 'person' as component, age_band as key, sum(counted)::bigint as units
from age_sex
semi join eligible using (practitioner_number)
group by practitioner_number, age_band
union all
select practitioner_number, 'complexity', complexity, counted
from complexity
semi join eligible using (practitioner_number)
union all
select practitioner_number, 'provider', '*', 1
from eligible
