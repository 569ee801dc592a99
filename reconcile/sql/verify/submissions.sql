-- One row per file that was accepted or refused, as the ledger lists them: the archive must have each under its hash.
select submission_id, min(file_name) as file_name, max(bytes) as bytes
from read_parquet(getvariable('parts'))
where status in ('accepted', 'refused')
group by submission_id
order by submission_id
