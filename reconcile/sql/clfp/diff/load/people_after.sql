-- One row per provider and person of the later named bundle.
create temp table people_after as
select practitioner_number, person_key, counted, reason, valid_from, valid_to, survivor_key
from read_parquet(getvariable('parts'))
