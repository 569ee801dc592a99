-- One row per file, and per delegate's removal of everyone, that the guard must judge, in the order of arrival: those whose claims are about people enough. All others are let through as they are.
create or replace temp table guard_candidate as
with enough as (
  select file_no
  from may_take
  group by file_no
  having count(distinct person) >= least(getvariable('takes_people'), getvariable('takes_share_people'))
),

file as (
  select n.file_no, any_value(n.ordinal) as ordinal, count(*)::integer as lines
  from new_claim as n
  semi join enough using (file_no)
  group by n.file_no
),

claims as (
  select c.file_no, count(*)::integer as of_lines
  from claim_now as c
  semi join file using (file_no)
  where c.event = 'attach'
  group by c.file_no
)

select file_no, 0 as line_no, ordinal, lines, of_lines
from file
join claims using (file_no)
union all
select file_no, line_no, ordinal, 1, 1
from new_action
where everyone and action = 'remove' and actor_role = 'delegate'
