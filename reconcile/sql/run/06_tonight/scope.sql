-- One row per person and claim key that is judged tonight; none where everybody is.
create or replace temp table scope (
  node bigint not null
)
