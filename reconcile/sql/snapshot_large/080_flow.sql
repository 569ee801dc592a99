-- One row per run, panel, direction and reason: how many people.
create table snapshot.stored.flow as
from panel_flow_part
