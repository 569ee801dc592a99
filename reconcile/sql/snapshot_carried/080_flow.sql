-- One row per panel, direction and reason of this run: how many people.
insert into snapshot.stored.flow
from panel_flow_part
where run_no = getvariable('run_no')
