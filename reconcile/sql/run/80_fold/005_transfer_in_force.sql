-- One row per transfer of a panel that is not cancelled and whose providers some line wrote: from whom, to whom, at which facility or everywhere (null), and the days it covers.
create or replace temp table transfer_in_force as
select
  a.code as from_practitioner,
  b.code as to_practitioner,
  f.code as facility,
  t.announced_on,
  t.effective_on + getvariable('transfer_window_days')::integer as covers_until
from transfers_now as t
join number_now as a on a.text = t.from_practitioner
join number_now as b on b.text = t.to_practitioner
left join number_now as f on f.text = t.facility_number
where coalesce(t.status, 'open') <> 'cancelled'
  and (t.facility_number is null or f.code is not null)
