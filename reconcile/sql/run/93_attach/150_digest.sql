-- One row: what this run's registry_digest is made of.
insert into digest_sum
from digest_now
