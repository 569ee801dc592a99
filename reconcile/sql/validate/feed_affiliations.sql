-- One row per row of the `affiliations` feed as in force in the attached registry, so that lines can be checked against it.
insert into affiliations by name
select * replace (0 as file_no, 0 as line_no)
from beside.affiliations
