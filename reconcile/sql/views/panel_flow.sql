-- One row per run, provider and facility whose panel somebody came onto or left in that run: opening + in - out = closing.
create or replace view panel_flow as
with counted as (
  select
    run_no,
    practitioner,
    facility,
    coalesce(sum(people) filter (direction = 'in' and reason = 'attached'), 0)::bigint as in_attached,
    coalesce(sum(people) filter (direction = 'in' and reason = 'moved'), 0)::bigint as in_moved,
    coalesce(sum(people) filter (direction = 'in' and reason = 'transferred'), 0)::bigint as in_transferred,
    coalesce(sum(people) filter (direction = 'in' and reason = 'changed_clinic'), 0)::bigint as in_changed_clinic,
    coalesce(sum(people) filter (direction = 'in' and reason = 'restored'), 0)::bigint as in_restored,
    coalesce(sum(people) filter (direction = 'in' and reason = 'healed'), 0)::bigint as in_healed,
    coalesce(sum(people) filter (direction = 'in' and reason = 'accepted'), 0)::bigint as in_accepted,
    coalesce(sum(people) filter (direction = 'in' and reason = 'released'), 0)::bigint as in_released,
    coalesce(sum(people) filter (direction = 'in' and reason = 'stands_again'), 0)::bigint as in_stands_again,
    coalesce(sum(people) filter (direction = 'in' and reason = 'merged'), 0)::bigint as in_merged,
    coalesce(sum(people) filter (
      direction = 'in'
      and reason not in (
        'attached', 'moved', 'transferred', 'changed_clinic', 'restored', 'healed',
        'accepted', 'released', 'stands_again', 'merged'
      )
    ), 0)::bigint as in_otherwise,
    coalesce(sum(people) filter (direction = 'out' and reason = 'superseded'), 0)::bigint as out_superseded,
    coalesce(sum(people) filter (direction = 'out' and reason = 'transferred'), 0)::bigint as out_transferred,
    coalesce(sum(people) filter (direction = 'out' and reason = 'changed_clinic'), 0)::bigint as out_changed_clinic,
    coalesce(sum(people) filter (direction = 'out' and reason = 'removed'), 0)::bigint as out_removed,
    coalesce(sum(people) filter (direction = 'out' and reason = 'deceased'), 0)::bigint as out_deceased,
    coalesce(sum(people) filter (direction = 'out' and reason = 'quarantined'), 0)::bigint as out_quarantined,
    coalesce(sum(people) filter (direction = 'out' and reason = 'refused'), 0)::bigint as out_refused,
    coalesce(sum(people) filter (direction = 'out' and reason = 'reversed'), 0)::bigint as out_reversed,
    coalesce(sum(people) filter (direction = 'out' and reason = 'held'), 0)::bigint as out_held,
    coalesce(sum(people) filter (direction = 'out' and reason = 'pending'), 0)::bigint as out_pending,
    coalesce(sum(people) filter (direction = 'out' and reason = 'merged'), 0)::bigint as out_merged,
    coalesce(sum(people) filter (
      direction = 'out'
      and reason not in (
        'superseded', 'transferred', 'changed_clinic', 'removed', 'deceased', 'quarantined',
        'refused', 'reversed', 'held', 'pending', 'merged'
      )
    ), 0)::bigint as out_otherwise,
    sum(if(direction = 'in', people, -people)) as change
  from panel_flow_part
  group by run_no, practitioner, facility
),

closed as (
  select *, sum(change) over (partition by practitioner, facility order by run_no) as closing
  from counted
)

select
  r.run_id,
  p.text as practitioner_number,
  f.text as facility_number,
  (c.closing - c.change)::bigint as opening,
  c.* exclude (run_no, practitioner, facility, change, closing),
  c.closing::bigint as closing
from closed as c
join run as r on r.run_no = c.run_no
join number as p on p.code = c.practitioner
join number as f on f.code = c.facility
