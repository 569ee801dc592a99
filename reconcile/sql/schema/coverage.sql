-- One row per period of MSP coverage of a PHN: the `coverage` feed as in force, with the line that said so.
create table coverage (
  phn bigint not null,
  coverage_from date not null,
  coverage_to date,
  file_no integer not null,
  line_no integer not null
)
