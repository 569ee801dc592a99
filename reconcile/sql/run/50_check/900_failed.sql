-- One row per line that any reason keeps in quarantine.
create or replace temp table failed as
select distinct file_no, line_no
from reason_now
