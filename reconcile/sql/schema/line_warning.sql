-- One row per line and warning as the newest run sees it.
create table line_warning (
  file_no integer not null,
  line_no integer not null,
  warning varchar not null
)
