-- One row per registry action that this run takes in; none yet.
create or replace temp table tonight_action as
from action
limit 0
