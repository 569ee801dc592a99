-- One row per feed line that this run takes in; none yet.
create or replace temp table tonight_feed_line as
from feed_line
limit 0
