-- One row: the run that a snapshot is of, by which statements and under which key of pseudonyms it was made, and how many times in a row it was carried over from the one before instead of being written whole.
create table snapshot.stored.made_by as
select
  run_id, started_at, registry_digest, getvariable('snapshot_rules') as rules, text_key('which key') as key,
  getvariable('snapshot_carried') as carried
from run
where state = 'done'
order by run_no desc
limit 1
