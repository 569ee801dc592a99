-- One row: the file with this number.
select file_name, submission_id
from submission
where file_no = $file
