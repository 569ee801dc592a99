-- Attached: the only claim of a person to whom nothing else happened.
insert into verdict
select file_no, line_no, 'attached'
from single
