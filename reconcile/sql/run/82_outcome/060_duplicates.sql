-- Duplicate: passing claims that repeat an earlier one.
create or replace temp view outcome_duplicates as
select file_no, line_no, 'duplicate' as outcome
from duplicate_line
