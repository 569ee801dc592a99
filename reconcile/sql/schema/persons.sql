-- One row per PHN: the `persons` feed as in force, with the line that said so.
create table persons (
  phn bigint not null,
  survivor_phn bigint,
  birth_date date,
  sex varchar,
  chsa varchar,
  coverage_from date,
  coverage_to date,
  deceased_on date,
  file_no integer not null,
  line_no integer not null
)
