-- One row per provider and facility.
insert into snapshot.panels
from panels
