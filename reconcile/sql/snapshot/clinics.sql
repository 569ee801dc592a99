-- One row per clinic as in force; medical directors are people, so they are left out.
create table snapshot.clinics as
select * exclude (medical_director, file_no, line_no)
from clinics
