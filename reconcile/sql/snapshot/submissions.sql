-- One row per file, with how many of its lines had each outcome; without its name, which may hold a person's.
insert into snapshot.submissions
select * exclude (file_name, software, refusal_text, warnings)
from submissions
