-- One row per PHN that names a survivor, with what keeps it from being merged, if anything does.
create or replace temp table merge_edge as
with recursive named as (
  select p.phn, p.survivor_phn, p.file_no, p.line_no, s.phn is not null as target_known
  from persons_now as p
  left join persons_now as s on s.phn = p.survivor_phn
  where p.survivor_phn is not null
),

reach as (
  select phn as start, survivor_phn as stop
  from named
  where target_known
  union
  select r.start, n.survivor_phn
  from reach as r
  join named as n on n.phn = r.stop
  where n.target_known
),

cyclic as (
  select start as phn from reach where start = stop
)

select
  phn,
  survivor_phn,
  file_no,
  line_no,
  case
    when not target_known then 'merge_target_unknown'
    when phn in (select phn from cyclic) then 'merge_cycle'
  end as warning
from named
