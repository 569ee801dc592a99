-- One row: which definitions the registry was made by, so that a program with others notices.
create table made_by (
  tables varchar not null, -- fingerprint of the SQL of the tables and of their types
  views varchar not null, -- and of the relations people read
  rules varchar not null -- and of the rules by which everybody was judged last; empty before the first run
)
