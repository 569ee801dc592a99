-- One row per transfer of a panel from one provider to another: whom it is about, and the day up to which it is told what became of them: the as-of date, but no later than the end of its window or its cancellation.
-- A cancelled transfer was cancelled on the day on which the row in force was received. A number that no line ever wrote has the code -1: nobody is there.
create or replace temp table transfer_case_now as
select
  t.transfer_id,
  t.from_practitioner,
  t.to_practitioner,
  t.facility_number,
  coalesce(a.code, -1) as from_code,
  coalesce(b.code, -1) as to_code,
  case when t.facility_number is not null then coalesce(f.code, -1) end as facility_code, -- null: everywhere
  t.announced_on,
  t.effective_on,
  t.effective_on + getvariable('transfer_window_days')::integer as window_ends_on,
  case when t.status = 'cancelled' then s.received_on end as cancelled_on,
  least(
    getvariable('as_of')::date,
    t.effective_on + getvariable('transfer_window_days')::integer,
    case when t.status = 'cancelled' then s.received_on end
  ) as told_on,
  t.file_no,
  t.line_no
from transfers_now as t
join submission_now as s using (file_no)
left join number_now as a on a.text = t.from_practitioner
left join number_now as b on b.text = t.to_practitioner
left join number_now as f on f.text = t.facility_number
