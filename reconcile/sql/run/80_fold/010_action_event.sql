-- One row per person and registry action that counts. Removing * from a provider applies to everyone who ever had an event with that provider.
create or replace temp table action_event as
with ever as (
  select person, practitioner_number
  from standing
  where practitioner_number in (select practitioner_number from acting where everyone)
  union
  select person, practitioner_number
  from acting
  where action = 'restore'
)

select
  a.person, a.effective_on, a.received_at, a.ordinal, a.line_no, a.file_no, a.action,
  a.practitioner_number,
  case when a.action = 'change_clinic' then a.new_facility_number else a.facility_number end as facility_number
from acting as a
where not a.everyone
union all
select
  e.person, a.effective_on, a.received_at, a.ordinal, a.line_no, a.file_no, a.action,
  a.practitioner_number,
  a.facility_number
from acting as a
join ever as e using (practitioner_number)
where a.everyone
