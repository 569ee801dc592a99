-- One row per claim line taken in earlier with more to say that is judged tonight.
create or replace temp table scoped_note as
select n.*
from claim_note as n
semi join scoped_claim as c on c.file_no = n.file_no and c.line_no = n.line_no
