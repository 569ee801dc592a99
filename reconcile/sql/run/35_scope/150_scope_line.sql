-- One row per line taken in earlier that is judged tonight. Actions and decisions all are: they are few, and an action of everyone, or one that uses the id of another, concerns whom it does not name.
create or replace temp table scope_line as
select file_no, line_no
from scoped_claim
union all
select file_no, line_no
from scoped_answer
union all
select file_no, line_no
from scoped_feed_line
union all
select file_no, line_no
from action
union all
select file_no, line_no
from decision
