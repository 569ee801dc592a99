-- One row per claim line taken in earlier that is judged tonight, as it is stored.
create or replace temp view stored_judged as
from scoped_claim
