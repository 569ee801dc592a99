-- One row per provider and facility with a preference.
insert into snapshot.capacity
from capacity
