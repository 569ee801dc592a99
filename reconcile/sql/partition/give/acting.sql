-- One row per removal of everyone from a provider that counts: every partition has them all.
create table share.acting as
select file_no, line_no, action, everyone, practitioner, facility, effective_on, ordinal, received_at
from acting
where everyone
