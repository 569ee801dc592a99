-- One row per file that a run refused.
select channel::varchar as channel, file_name, coalesce(refusal_text, refusal, '') as why
from submission
where run_no = $run_no::integer and status = 'refused'
order by file_no
