-- One row per merged PHN: the person it now is, at the end of the chain.
create or replace temp table survivor_now as
with recursive sound as (
  select phn, survivor_phn from merge_edge where warning is null
),

walk as (
  select phn, survivor_phn as person
  from sound
  union
  select w.phn, s.survivor_phn
  from walk as w
  join sound as s on s.phn = w.person
)

select phn, person
from walk
where person not in (select phn from sound)
