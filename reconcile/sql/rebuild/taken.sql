-- One row per file that a run took in, of the parts of the ledger that list its files: under which hash the archive must have it, and its size in bytes.
select distinct submission_id, bytes
from read_parquet(getvariable('parts'))
order by submission_id, bytes
