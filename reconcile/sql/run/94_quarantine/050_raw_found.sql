-- One row per such line, filled from the files themselves.
create or replace temp table raw_found (
  file_no integer not null,
  line_no integer not null,
  raw varchar
)
