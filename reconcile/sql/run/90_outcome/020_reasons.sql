-- One row per line and reason.
insert into line_reason
from reason_now
