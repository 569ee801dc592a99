-- One row per claim line that is judged tonight: all, unless run/35_scope finds whom tonight's evidence concerns.
create or replace temp view claim_judged as
from claim_now
