-- One row per reason, channel, program that sent and run in which lines were first in quarantine (0: before some run): the lines, and those that wait still. Where the reason is null, all reasons: a line may have several.
with line as (
  select
    q.channel::varchar as channel,
    coalesce(s.software, '') as software,
    if(q.first_run < $first_no::integer, 0, q.first_run) as run_no,
    q.reasons,
    q.state
  from quarantined as q
  join submission as s using (file_no)
  where q.first_run <= $run_no::integer
),

reasoned as (
  select channel, software, run_no, unnest(reasons) as reason, state
  from line
),

counted as (
  select reason, channel, software, run_no, count(*) as lines, count(*) filter (state = 'waiting') as waiting
  from reasoned
  group by reason, channel, software, run_no
  union all
  select null, channel, software, run_no, count(*), count(*) filter (state = 'waiting')
  from line
  group by channel, software, run_no
)

select c.reason, coalesce(r.hint, '') as hint, c.channel, c.software, c.run_no, c.lines, c.waiting
from counted as c
left join reason as r on r.code = c.reason
order by c.reason nulls first, c.channel, c.software, c.run_no
