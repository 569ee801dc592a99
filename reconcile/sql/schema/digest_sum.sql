-- One row: what the newest run's registry_digest is made of, so that the next run can take away what it closes and add what it opens.
create table digest_sum (
  attachments bigint not null,
  low hugeint not null, -- sum of the low 64 bits of every attachment's hash
  high hugeint not null -- and of the high 64 bits
)
