-- One row per provider as in force, without names.
create table snapshot.providers as
select * exclude (given_name, family_name, file_no, line_no)
from providers
