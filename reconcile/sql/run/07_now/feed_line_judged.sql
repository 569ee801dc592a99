-- One row per feed line whose reasons and warnings are worked out tonight: all, unless run/35_scope finds whom tonight's evidence concerns.
create or replace temp view feed_line_judged as
from feed_line_now
