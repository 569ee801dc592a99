-- One row per line in quarantine, with its reasons.
create table snapshot.stored.line_reasons as
select file_no, line_no, list(reason order by reason) as reasons
from line_reason
group by all
