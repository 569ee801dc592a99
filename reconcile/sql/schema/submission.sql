-- One row per file that was taken in, refused and duplicate ones included.
create table submission (
  file_no integer not null,
  submission_id varchar not null, -- SHA-256 of the file's bytes, lower-case hex; a duplicate file has that of its first
  channel varchar not null,
  file_name varchar not null,
  received_at timestamp not null, -- UTC, to the second
  received_on date not null, -- the same moment's date in America/Vancouver
  bytes bigint not null,
  run_no integer not null,
  status varchar not null, -- accepted, refused, duplicate
  refusal varchar, -- code
  refusal_text varchar, -- in words, with the place
  lines integer not null,
  skipped integer not null,
  warnings varchar,
  software varchar -- that wrote the file, as it names itself: Teleplan only; null in files taken in by early versions
)
