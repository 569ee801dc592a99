-- One row per line of claim, answer, action and decision whose outcome would be another than it is; before is null where the line is new.
create or replace temp table planned_outcome as
select j.file_no, j.line_no, v.outcome::varchar as before, j.outcome::varchar as after
from outcome_judged as j
left join verdict as v on v.file_no = j.file_no and v.line_no = j.line_no
where v.outcome is distinct from j.outcome
