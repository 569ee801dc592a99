-- One row per registry action that may count tonight and did not before, or the other way round; tonight's own among them, and those that an administrator has decided about. What the persons feed says is not looked at here: see changed_person.
create or replace temp table changed_action as
with endorsed as (
  select n.practitioner_number
  from newer_endorsements as n
  left join endorsements as f
    on f.delegate_id = n.delegate_id
    and f.practitioner_number = n.practitioner_number
    and f.endorsed_from = n.endorsed_from
  where f.delegate_id is null
    or n.endorsed_to is distinct from f.endorsed_to
    or n.confirmed_on is distinct from f.confirmed_on
)

select coalesce(m.person, a.phn) as person, a.everyone, a.action, a.practitioner_number
from action_now as a
left join survivor_now as m on m.phn = a.phn
where a.file_no in (select file_no from tonight_submission)
  or (a.file_no, a.line_no) in (from decision_heard)
  or a.action_id in (select action_id from tonight_action where action_id is not null)
  or a.practitioner_number in (select practitioner_number from new_provider)
  or a.practitioner_number in (select practitioner_number from endorsed)
  or a.facility_number in (select facility_number from changed_clinic)
  or a.new_facility_number in (select facility_number from changed_clinic)
