-- One row per row of the `affiliations` feed as in force.
insert into snapshot.affiliations
select * exclude (file_no, line_no)
from affiliations
