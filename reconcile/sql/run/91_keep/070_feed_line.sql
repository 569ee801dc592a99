-- One row per feed line of tonight.
insert into feed_line
from tonight_feed_line
