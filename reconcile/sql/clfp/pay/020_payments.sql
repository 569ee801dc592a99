-- One row per provider who meets every condition, component of payment and key: the amount is that of the key, or else that of *.
create temp table payments as
select
  u.practitioner_number,
  u.component,
  u.key,
  u.units,
  coalesce(r.amount, w.amount) as rate,
  (u.units * coalesce(r.amount, w.amount))::decimal(18, 2) as amount
from used as u
left join rate as r on r.component = u.component and r.key = u.key
left join rate as w on w.component = u.component and w.key = '*'
