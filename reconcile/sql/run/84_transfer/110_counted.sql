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
),

-- Those told anew, and the others as they were.
told as (
  select
    c.transfer_id,
    coalesce(h.cohort, 0) as cohort,
    coalesce(p.deceased, 0) as deceased,
    coalesce(p.moved, 0) as moved,
    coalesce(p.elsewhere, 0) as elsewhere,
    coalesce(p.staying, 0) as staying,
    coalesce(p.refused, 0) as refused,
    coalesce(p.awaiting, 0) as awaiting,
    coalesce(p.extra, 0) as extra,
    p.longest_gap_days
  from transfer_retold as c
  left join cohort as h using (transfer_id)
  left join people as p using (transfer_id)
  union all
  select transfer_id, cohort, deceased, moved, elsewhere, staying, refused, awaiting, extra, longest_gap_days
  from transfer_case
  anti join transfer_retold using (transfer_id)
)

select
  t.transfer_id,
  case
    when c.cancelled_on is not null then 'cancelled'
    when t.awaiting + t.refused + t.staying = 0 and c.announced_on <= getvariable('as_of')::date then 'complete'
    when c.window_ends_on < getvariable('as_of')::date then 'overdue'
    else 'open'
  end as state,
  t.cohort,
  t.deceased,
  t.moved,
  t.elsewhere,
  t.staying,
  t.refused,
  t.awaiting,
  t.extra,
  t.longest_gap_days,
  r.affiliation_ended_on,
  r.affiliation_began_on
from told as t
join transfer_case_now as c using (transfer_id)
left join transfer_record_step as r using (transfer_id)
