-- One row per verdict of the guard: a run judged what of a file came to count, and held it or let it through. A verdict is evidence and is not made again.
create table guard_verdict (
  file_no integer not null,
  line_no integer not null, -- of a removal of everyone; 0 for the attach claims of the file
  run_no integer not null,
  held boolean not null,
  people integer not null, -- whom the claims would take from other providers, or the removal would end the attachments of
  lines integer not null, -- how many lines were judged
  of_lines integer not null -- attach claims in the file, or 1
)
