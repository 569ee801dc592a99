-- One row per claim line taken in earlier that is judged tonight: all, unless run/35_scope finds whom tonight's evidence concerns.
create or replace temp view stored_judged as
from stored_claim
