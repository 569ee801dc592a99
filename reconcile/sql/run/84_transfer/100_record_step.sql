-- One row per transfer: the days on which the clinic's record has the one provider go and the other begin (null: missing). Where it is about no facility, who takes over begins at a clinic of who hands over, or else at any.
create or replace temp view transfer_record_step as
with place as (
  select *
  from affiliations_now
  where role in ('provider', 'medical_director')
),

ending as (
  select
    c.transfer_id,
    case when bool_and(p.effective_to is not null) then max(p.effective_to) end as affiliation_ended_on
  from transfer_case_now as c
  join place as p on p.practitioner_number = c.from_practitioner and p.facility_number = coalesce(c.facility_number, p.facility_number)
  group by c.transfer_id
),

beginning as (
  select
    c.transfer_id,
    coalesce(
      min(b.effective_from) filter (b.facility_number in (
        select p.facility_number from place as p where p.practitioner_number = c.from_practitioner
      )),
      min(b.effective_from) filter (c.facility_number is null)
    ) as affiliation_began_on
  from transfer_case_now as c
  join place as b on b.practitioner_number = c.to_practitioner and b.facility_number = coalesce(c.facility_number, b.facility_number)
  where coalesce(b.effective_to >= c.announced_on, true)
  group by c.transfer_id
)

select c.transfer_id, e.affiliation_ended_on, b.affiliation_began_on
from transfer_case_now as c
left join ending as e using (transfer_id)
left join beginning as b using (transfer_id)
