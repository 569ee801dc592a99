-- One row per provider and facility: how many people became new to the provider there in the calendar month of the as-of date. Who was with the provider before, at whatever clinic, or came by a transfer is not new.
create or replace temp table new_people as
with lately as (
  select phn, practitioner, facility, valid_from
  from known_after
  where status <> 'Pending'
    and valid_from between date_trunc('month', getvariable('as_of')::date)::date and getvariable('as_of')::date
    and valid_from is distinct from valid_to
),

earlier as (
  select k.phn, k.practitioner, k.facility, k.valid_from, k.valid_to, k.close_reason
  from known_after as k
  semi join lately using (phn)
  where k.status <> 'Pending' and k.valid_from is distinct from k.valid_to
),

new as (
  select l.phn, l.practitioner, min(l.valid_from) as valid_from, arg_min(l.facility, l.valid_from) as facility
  from lately as l
  where not exists (
    select 1 from earlier as e where e.phn = l.phn and e.practitioner = l.practitioner and e.valid_from < l.valid_from
  )
  group by l.phn, l.practitioner
)

select n.practitioner, n.facility, count(*) as people
from new as n
where not exists (
    select 1 from earlier as e where e.phn = n.phn and e.close_reason = 'transferred' and e.valid_to = n.valid_from
  )
  and not exists (
    select 1
    from transfer_person_after as p
    join transfer_case_now as c using (transfer_id)
    where p.phn = n.phn and c.to_code = n.practitioner and c.cancelled_on is null and p.joined_on = n.valid_from and p.disposition <> 'extra'
  )
group by n.practitioner, n.facility
