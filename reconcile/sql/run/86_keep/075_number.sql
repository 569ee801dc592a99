-- One row per number that tonight's lines are the first to write. After the lines: while they are read the numbers still stand in tonight's own table.
insert into number
from tonight_number
