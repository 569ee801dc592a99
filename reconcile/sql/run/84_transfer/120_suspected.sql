-- One row per pair of providers of whom one seems to have handed over to the other without a transfer that says so: one removed many people within some weeks, or a large share of the panel, and the other attached at least half of them soon after.
-- Removals of one provider that lie at most as many days apart as an attaching may follow belong together. Only what was removed within a year of the as-of date is looked at. It changes nothing by itself.
create or replace temp table transfer_suspected_now as
with removed as (
  select phn, practitioner, valid_from, valid_to as removed_on
  from known_after
  where close_reason = 'removed'
    and valid_from <> valid_to
    and valid_to between getvariable('as_of')::date - 365 and getvariable('as_of')::date
),

spaced as (
  select
    *,
    coalesce(removed_on - lag(removed_on) over by_day > getvariable('suspect_days')::integer, true) as begins
  from removed
  window by_day as (partition by practitioner order by removed_on)
),

waved as (
  select phn, practitioner, removed_on, sum(begins::integer) over (partition by practitioner order by removed_on) as wave
  from spaced
),

wave as (
  select practitioner, wave, count(distinct phn) as people, min(removed_on) as first_on, max(removed_on) as last_on
  from waved
  group by practitioner, wave
  having count(distinct phn) >= getvariable('suspect_least_people')::integer
),

panel as (
  select w.practitioner, w.wave, count(distinct k.phn) as people
  from wave as w
  join known_after as k
    on k.practitioner = w.practitioner
    and k.status <> 'Pending'
    and k.valid_from < w.first_on
    and coalesce(k.valid_to >= w.first_on, true)
  group by w.practitioner, w.wave
),

large as (
  select w.*
  from wave as w
  left join panel as p using (practitioner, wave)
  where w.people >= getvariable('suspect_people')::integer
    or 100 * w.people >= getvariable('suspect_percent')::integer * coalesce(p.people, w.people)
),

attached as (
  select r.practitioner, r.wave, k.practitioner as to_practitioner, count(distinct r.phn) as people
  from waved as r
  semi join large using (practitioner, wave)
  join known_after as k
    on k.phn = r.phn
    and k.practitioner <> r.practitioner
    and k.status <> 'Pending'
    and k.valid_from between r.removed_on and r.removed_on + getvariable('suspect_days')::integer
  group by all
)

select
  a.text as from_practitioner,
  b.text as to_practitioner,
  l.people as removed,
  t.people as attached,
  l.first_on as first_removed_on,
  l.last_on as last_removed_on
from large as l
join attached as t using (practitioner, wave)
join number_now as a on a.code = l.practitioner
join number_now as b on b.code = t.to_practitioner
where 2 * t.people >= l.people
  and not exists (
    select 1
    from transfer_case_now as c
    where c.from_code = l.practitioner
      and c.to_code = t.to_practitioner
      and c.cancelled_on is null
      and c.announced_on <= l.last_on
      and c.window_ends_on >= l.first_on
  )
