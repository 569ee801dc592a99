-- One row per attach claim that newly counts and that claims taken in before leave with its own provider: the newest of those that count before it, in the order of the fold, is of that provider. Where claims wait for one another nobody can say so.
create or replace temp table with_own as
with old as (
  select p.person, p.practitioner, p.effective_on, p.ordinal, p.line_no
  from passing as p
  semi join new_claim as n on n.person = p.person
  anti join new_claim as n on n.file_no = p.file_no and n.line_no = p.line_no
  anti join out as o on o.file_no = p.file_no and o.line_no = p.line_no
)

select n.file_no, n.line_no
from new_claim as n
join old as o on o.person = n.person and o.effective_on <= n.effective_on
where getvariable('conflict') = 'latest'
  and (o.effective_on, o.ordinal, o.line_no) < (n.effective_on, n.ordinal, n.line_no)
group by n.file_no, n.line_no, n.practitioner
having arg_max(o.practitioner, (o.effective_on, o.ordinal, o.line_no)) = n.practitioner
