-- One row per accepted file: the short number that stored rows carry, and its submission id.
create table snapshot.stored.submission as
select file_no, submission_id
from submission
where status = 'accepted'
