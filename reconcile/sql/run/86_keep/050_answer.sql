-- One row per return record of tonight.
insert into answer
from tonight_answer
