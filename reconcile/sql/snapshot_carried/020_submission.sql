-- One row per file that was accepted tonight.
insert into snapshot.stored.submission
select file_no, submission_id
from submission
where status = 'accepted' and file_no in (select file_no from tonight_submission)
