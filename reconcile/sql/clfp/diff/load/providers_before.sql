-- One row per provider of the earlier named bundle.
create temp table providers_before as
select practitioner_number, counted, type_counts, meets_floor, in_grace, portal_claimed, participates, eligible
from read_parquet(getvariable('parts'))
