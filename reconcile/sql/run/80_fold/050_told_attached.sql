-- One row per attach claim of a person with several claims and nothing else: after a claim the person is with its provider, so the claim before tells the outcome.
create or replace temp table told_attached as
with ordered as (
  select
    person,
    effective_on,
    practitioner,
    facility,
    file_no,
    line_no,
    row_number() over fold_order as place,
    lag(practitioner) over fold_order as practitioner_before,
    lag(facility) over fold_order as facility_before
  from standing
  where person in (select person from several) and person not in (select person from stateful)
  window fold_order as (partition by person order by effective_on, ordinal, line_no)
)

select
  person,
  place,
  effective_on,
  practitioner,
  facility,
  file_no,
  line_no,
  true as is_claim,
  case
    when practitioner_before is null then 'attached'
    when practitioner_before <> practitioner then 'moved'
    when facility_before <> facility then 'changed_clinic'
    else 'already_attached'
  end as outcome
from ordered
