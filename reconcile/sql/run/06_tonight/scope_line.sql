-- One row per line taken in earlier that is judged tonight; none where everybody is.
create or replace temp table scope_line (
  file_no integer not null,
  line_no integer not null
)
