-- One row per person and condition of judging that has a say in something that would be another about them.
-- Conditions are keys of the policy, and as_of: the day until which held claims have waited.
create or replace temp table planned_touched as
with reasoned as (
  select l.phn, q.reasons, if(q.before = 'waiting', q.reasons_before, []::varchar[]) as reasons_before
  from planned_line as l
  join planned_quarantine as q on q.file_no = l.file_no and q.line_no = l.line_no
),

other_reason as (
  select
    phn,
    unnest(
      list_filter(reasons, lambda r: not list_contains(reasons_before, r))
      || list_filter(reasons_before, lambda r: not list_contains(reasons, r))
    ) as reason
  from reasoned
),

kept as (
  select
    c.phn,
    c.valid_from <> o.valid_from as other_day,
    coalesce(c.close_reason <> o.close_reason, false) as other_end,
    c.close_reason in ('superseded', 'transferred') and o.close_reason in ('superseded', 'transferred') as moved
  from planned_closed as c
  join planned_opened as o on o.phn = c.phn and o.file_no = c.file_no and o.line_no = c.line_no
)

select phn, unnest(['conflict', 'hold_days', 'as_of']) as key
from planned_line
where 'held' in (before, after)
union
select phn, unnest(['conflict', 'hold_days', 'as_of'])
from kept
where other_day
union
select phn, 'attach_when'
from planned_line
where 'pending' in (before, after)
union
select phn, 'transfer_window_days'
from kept
where other_end and moved
union
select
  phn,
  unnest(case reason
    when 'service_date_early' then ['fee_item_first_day']
    when 'phn_pseudo' then ['pseudo_patients']
    when 'location_unexpected' then ['location_unexpected']
    when 'service_date_stale' then ['service_date_stale', 'service_date_stale_days']
    else []::varchar[]
  end)
from other_reason
