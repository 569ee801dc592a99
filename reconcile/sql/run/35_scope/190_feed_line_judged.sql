-- One row per feed line whose reasons and warnings are worked out tonight: tonight's, and those an administrator has decided about.
create or replace temp view feed_line_judged as
from scoped_feed_line
union all
from tonight_feed_line
