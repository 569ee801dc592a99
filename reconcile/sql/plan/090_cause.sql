-- One row per person and what of the conditions was changed that gives them other attachments; none of a plan, in which new evidence does.
create or replace temp table planned_cause as
select phn, ''::varchar as cause
from planned_change
where false
