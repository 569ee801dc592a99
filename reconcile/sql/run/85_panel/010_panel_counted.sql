-- One row per provider and facility: the people attached, counted on the as-of date. An attachment that was closed on the day it was opened counts on no day.
create or replace temp table panel_counted as
select
  practitioner,
  facility,
  count(*) filter (
    status <> 'Pending'
    and valid_from <= getvariable('as_of')::date
    and (valid_to is null or valid_to > getvariable('as_of')::date)
  ) as confirmed,
  count(*) filter (
    status <> 'Pending'
    and valid_from > getvariable('as_of')::date - 30
    and valid_from <= getvariable('as_of')::date
    and valid_from is distinct from valid_to
  ) as attached_lately,
  count(*) filter (
    valid_to > getvariable('as_of')::date - 30
    and valid_to <= getvariable('as_of')::date
    and valid_from <> valid_to
  ) as lost_lately,
  count(*) filter (
    valid_to is null or (valid_to > getvariable('as_of')::date - 30 and valid_from <> valid_to)
  ) as listed
from known_after
group by practitioner, facility
