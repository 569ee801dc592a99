-- One row per direction and reason by which a run brought people onto panels or took them off, all panels together, the opening first; of a run that failed none.
with part as (
  select 0 as place, 'opening' as direction, '' as reason, coalesce(sum(if(p.direction = 'in', p.people, -p.people)), 0)::bigint as people
  from run as r
  left join panel_flow_part as p on p.run_no < r.run_no
  where r.run_id = $run::varchar and r.state = 'done'
  group by r.run_no
  union all
  select if(p.direction = 'in', 1, 2), p.direction, p.reason, sum(p.people)::bigint
  from panel_flow_part as p
  join run as r using (run_no)
  where r.run_id = $run::varchar
  group by p.direction, p.reason
)

select direction, reason, people
from part
order by place, people desc, reason
