-- One row per transfer: its cohort, counted by itself, how many people have each disposition, and where it stands.
create or replace temp table transfer_counted as
with cohort as (
  select transfer_id, count(*) as cohort
  from transfer_cohort
  group by transfer_id
),

people as (
  select
    transfer_id,
    count(*) filter (disposition = 'deceased') as deceased,
    count(*) filter (disposition = 'moved') as moved,
    count(*) filter (disposition = 'elsewhere') as elsewhere,
    count(*) filter (disposition = 'staying') as staying,
    count(*) filter (disposition = 'refused') as refused,
    count(*) filter (disposition = 'awaiting') as awaiting,
    count(*) filter (disposition = 'extra') as extra,
    max(gap_days) as longest_gap_days
  from transfer_person_now
  group by transfer_id
)

select
  c.transfer_id,
  case
    when c.cancelled_on is not null then 'cancelled'
    when coalesce(p.awaiting + p.refused + p.staying, 0) = 0 and c.announced_on <= getvariable('as_of')::date then 'complete'
    when c.window_ends_on < getvariable('as_of')::date then 'overdue'
    else 'open'
  end as state,
  coalesce(h.cohort, 0) as cohort,
  coalesce(p.deceased, 0) as deceased,
  coalesce(p.moved, 0) as moved,
  coalesce(p.elsewhere, 0) as elsewhere,
  coalesce(p.staying, 0) as staying,
  coalesce(p.refused, 0) as refused,
  coalesce(p.awaiting, 0) as awaiting,
  coalesce(p.extra, 0) as extra,
  p.longest_gap_days,
  r.affiliation_ended_on,
  r.affiliation_began_on
from transfer_case_now as c
left join cohort as h using (transfer_id)
left join people as p using (transfer_id)
left join transfer_record_step as r using (transfer_id)
