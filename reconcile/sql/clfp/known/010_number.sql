-- One row per number met on a line of evidence, with its code. It only names: a later number changes nothing.
create table number as
select code, text
from beside.number
