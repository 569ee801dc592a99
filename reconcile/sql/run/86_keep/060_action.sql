-- One row per registry action of tonight.
insert into action
from tonight_action
