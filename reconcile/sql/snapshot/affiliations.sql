-- One row per row of the `affiliations` feed as in force.
create table snapshot.affiliations as
select * exclude (file_no, line_no)
from affiliations
