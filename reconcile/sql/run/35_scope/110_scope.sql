-- One row per person and claim key that is judged tonight: what tonight speaks of, and all that is linked with it over however many lines. So whatever one judged line asks of other lines is judged as well.
create or replace temp table scope as
with recursive reached as (
  select node
  from seed
  union
  select l.other
  from reached as r
  join link as l on l.node = r.node
)

select node
from reached
