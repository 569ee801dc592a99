-- One row per decision of an administrator that names a line of evidence it can be about, with that line; none yet. It is a table of its own before it is filled: looking for the lines is not cheap, and left out where nobody decided anything.
create or replace temp table decided (
  file_no integer,
  line_no integer,
  verdict varchar,
  counts_from date,
  about_file_no integer,
  about_line_no integer
)
