-- What the fold says: claims of people to whom more than one thing happened.
create or replace temp view outcome_told as
select t.file_no, t.line_no, t.outcome
from told as t
where t.is_claim and t.final
