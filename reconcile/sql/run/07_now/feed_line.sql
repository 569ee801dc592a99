-- One row per feed line of this run and all before it.
create or replace temp view feed_line_now as
from feed_line
union all
from tonight_feed_line
