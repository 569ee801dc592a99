-- Held: claims and removals of everyone that would count if the guard did not hold them.
create or replace temp view outcome_guarded as
select file_no, line_no, 'held' as outcome
from guarded_line
union all
select file_no, line_no, 'held'
from passing_action
semi join guarded using (file_no, line_no)
