-- One row per transfer, person of its cohort who is with nobody, and attach claim for them, in its time, by the provider who takes over: with its outcome.
-- A claim is in its time by its service date; one in quarantine also by the day it was received, as it may be there for its date.
create or replace temp table transfer_claim as
with alone as (
  select w.transfer_id, w.phn, c.to_code, c.announced_on, c.told_on
  from transfer_with as w
  join transfer_retold as c using (transfer_id)
  where w.practitioner is null and not w.deceased
),

claimed as (
  select c.file_no, c.line_no, c.phn, c.practitioner, c.service_date, o.outcome::varchar as outcome
  from claim_judged as c
  join outcome_judged as o using (file_no, line_no)
  where c.event = 'attach' and c.practitioner in (select to_code from alone)
  union all
  select c.file_no, c.line_no, c.phn, c.practitioner, c.service_date, c.outcome::varchar
  from stored_claim as c
  anti join stored_judged as j using (file_no, line_no)
  where c.event = 'attach' and c.practitioner in (select to_code from alone)
)

select a.transfer_id, a.phn, c.file_no, c.line_no, c.outcome
from claimed as c
left join survivor_now as m on m.phn = c.phn
join submission_order as s using (file_no)
join alone as a
  on a.phn = coalesce(m.person, c.phn)
  and a.to_code = c.practitioner
  and (
    c.service_date between a.announced_on and a.told_on
    or (c.outcome = 'quarantined' and s.received_on between a.announced_on and a.told_on)
  )
