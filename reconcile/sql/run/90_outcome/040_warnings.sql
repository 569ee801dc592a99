-- One row per line and warning.
insert into line_warning
from warning_now
