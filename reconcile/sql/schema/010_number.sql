-- One row per number met on a line of evidence: of a practitioner, a facility or a data centre, as written.
-- The large tables hold the code, four bytes where the text takes sixteen; the relations people read show the text.
create table number (
  code integer not null,
  text varchar not null
)
