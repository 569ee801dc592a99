-- One row per provider and facility.
create table snapshot.panels as
from panels
