-- One row per decision of an administrator about one line of evidence: to discard it, to release it from waiting, or to discard or release it with the file that the guard holds.
create table decision (
  file_no integer not null,
  line_no integer not null,
  record record_code not null,
  about_submission_id varchar, -- the file that it is about, and the line in it
  about_line_no integer,
  verdict varchar, -- discard, release, discard_file, release_file
  counts_from date,
  decided_at varchar, -- UTC, as written
  decided_by varchar,
  reason varchar, -- why, in the words of whoever decided
  reasons varchar,
  hints varchar,
  warnings varchar,
  raw varchar,
  outcome outcome not null -- as the newest run sees the line
)
