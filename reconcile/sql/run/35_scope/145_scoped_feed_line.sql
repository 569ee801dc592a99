-- One row per feed line taken in earlier that is judged tonight: an administrator has decided about it. Else nothing later changes what is said of it, but for merges, which are always looked at.
create or replace temp table scoped_feed_line as
select l.*
from feed_line as l
semi join decision_heard as h on h.file_no = l.file_no and h.line_no = l.line_no
