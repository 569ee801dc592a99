-- One row per row of the `transfers` feed as in force.
create table snapshot.transfers as
select * exclude (file_no, line_no)
from transfers
