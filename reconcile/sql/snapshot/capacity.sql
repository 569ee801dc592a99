-- One row per provider and facility with a preference.
create table snapshot.capacity as
from capacity
