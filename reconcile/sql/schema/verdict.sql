-- One row per line of claim, answer and action: its one outcome as the newest run sees it.
create table verdict (
  file_no integer not null,
  line_no integer not null,
  outcome outcome not null
)
