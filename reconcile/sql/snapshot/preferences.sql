-- One row per row of the `preferences` feed as in force.
create table snapshot.preferences as
select * exclude (file_no, line_no)
from preferences
