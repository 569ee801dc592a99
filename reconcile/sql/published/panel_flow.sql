-- One row per run, provider and facility whose panel anybody came onto or left in that run. opening and all columns in_ less all columns out_ are closing.
create view panel_flow (
  run_id, -- the run
  practitioner_number, -- the provider
  facility_number, -- the facility
  opening, -- people attached after the run before; 0 in the first
  in_attached, -- people who came by a line with the outcome attached
  in_moved, -- people who came from another provider, by a claim
  in_transferred, -- people who came from another provider under a transfer
  in_changed_clinic, -- people who came from another clinic of this provider
  in_restored, -- people who came by a restore in the Panel Registry
  in_healed, -- people who came as a line left quarantine
  in_accepted, -- people who came as a line that was refused or pending no longer is
  in_released, -- people who came as a line is no longer held
  in_stands_again, -- people who came as a line is no longer reversed
  in_merged, -- people who came as the line names another person now, because numbers were merged or parted
  in_otherwise, -- people who came in a way that fits nowhere else
  out_superseded, -- people who left, claimed by another provider
  out_transferred, -- people who left under a transfer
  out_changed_clinic, -- people who went to another clinic of this provider
  out_removed, -- people who were removed in the Panel Registry
  out_deceased, -- people who died
  out_quarantined, -- people whose line is in quarantine now
  out_refused, -- people whose line MSP refused
  out_reversed, -- people whose line was taken back
  out_held, -- people whose line is held now
  out_pending, -- people whose line is pending now
  out_merged, -- people whose line names another person now, because numbers were merged or parted
  out_otherwise, -- people who left in a way that fits nowhere else
  closing -- people attached after the run
) as
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
  from stored.flow
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
join stored.run as r on r.run_no = c.run_no
join stored.number as p on p.code = c.practitioner
join stored.number as f on f.code = c.facility
