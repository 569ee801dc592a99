-- One row per row of the `offers` feed as in force.
create table snapshot.offers as
select * exclude (file_no, line_no)
from offers
