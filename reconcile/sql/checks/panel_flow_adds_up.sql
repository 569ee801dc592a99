-- Offending: a provider and facility, or the province, whose people attached are not those whom all runs brought less those whom they took off.
-- Flows are counted from what each run changed, people from what the registry now knows. An offending row has no line: 0, 0.
with flow as (
  select practitioner, facility, sum(if(direction = 'in', people, -people)) as people
  from panel_flow_part
  group by practitioner, facility
),

attached as (
  select practitioner, facility, sum(people) as people
  from (
    select practitioner, facility, count(*) as people
    from stored_claim
    where known_from is not null
    group by practitioner, facility
    union all
    select practitioner, facility, count(*)
    from attachment_apart
    where known_to is null and status = 'Confirmed'
    group by practitioner, facility
  )
  group by practitioner, facility
)

select 0 as file_no, 0 as line_no
from flow as f
full join attached as a using (practitioner, facility)
where coalesce(f.people, 0) <> coalesce(a.people, 0)
union all
select 0, 0
where (select coalesce(sum(people), 0) from flow) <> (select coalesce(sum(people), 0) from attached)
