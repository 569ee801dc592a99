-- One row per number that tonight's lines are the first to write. After the lines: they are read with the numbers of tonight's own table.
insert into number
from tonight_number
