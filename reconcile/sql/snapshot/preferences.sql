-- One row per row of the `preferences` feed as in force.
insert into snapshot.preferences
select * exclude (file_no, line_no)
from preferences
