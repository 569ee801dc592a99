-- One row per transfer of a panel that is not cancelled, what presses first: where it stands, what became of its people, and of those who moved how long they were without a provider. At most so many, and how many there are.
with gap as (
  select
    transfer_id,
    count(*) filter (gap_days = 0) as none,
    count(*) filter (gap_days between 1 and 7) as week,
    count(*) filter (gap_days between 8 and 30) as month,
    count(*) filter (gap_days > 30) as longer,
    quantile_disc(gap_days, 0.5) as median
  from transfer_person
  where disposition = 'moved' and gap_days is not null
  group by transfer_id
)

select
  c.transfer_id,
  c.from_practitioner,
  c.to_practitioner,
  coalesce(c.facility_number, '') as facility_number,
  c.effective_on,
  c.window_ends_on,
  c.state::varchar as state,
  c.cohort,
  c.moved,
  c.elsewhere,
  c.deceased,
  c.staying,
  c.refused,
  c.awaiting,
  c.extra,
  coalesce(g.none, 0) as gap_none,
  coalesce(g.week, 0) as gap_week,
  coalesce(g.month, 0) as gap_month,
  coalesce(g.longer, 0) as gap_longer,
  g.median as gap_median,
  c.longest_gap_days,
  count(*) over () as transfers
from transfer_cases as c
left join gap as g using (transfer_id)
where c.state <> 'cancelled'
order by
  case c.state when 'overdue' then 1 when 'open' then 2 else 3 end,
  c.window_ends_on,
  c.transfer_id
limit $most::integer
