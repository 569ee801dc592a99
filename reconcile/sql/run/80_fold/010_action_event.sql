-- One row per person and registry action that counts. Removing * from a provider applies to everyone who ever had an event with that provider.
create or replace temp table action_event as
with ever as (
  select person, practitioner
  from standing
  where practitioner in (select practitioner from acting where everyone)
  union
  select person, practitioner
  from acting_for_one
  where action = 'restore'
)

select
  a.person, a.effective_on, a.received_at, a.ordinal, a.line_no, a.file_no, a.action,
  a.practitioner,
  case when a.action = 'change_clinic' then a.new_facility else a.facility end as facility
from acting_for_one as a
union all
select
  e.person, a.effective_on, a.received_at, a.ordinal, a.line_no, a.file_no, a.action,
  a.practitioner,
  a.facility
from acting as a
join ever as e using (practitioner)
where a.everyone
