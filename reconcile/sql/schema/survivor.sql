-- One row per merged PHN: the person it now is, at the end of the chain.
create table survivor (
  phn bigint not null,
  person bigint not null
)
