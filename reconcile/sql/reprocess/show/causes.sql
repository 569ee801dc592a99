-- One row per cause or set of causes, with how many people it gives other attachments.
select cause, count(*) as people
from planned_cause
group by cause
order by people desc, cause
