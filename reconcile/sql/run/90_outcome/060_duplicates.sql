-- Duplicate: passing claims that repeat an earlier one.
insert into verdict
select file_no, line_no, 'duplicate'
from duplicate_line
