-- One row per person on the Health Connect Registry who no longer belongs there.
insert into registrant_to_close
select registrant_id, reason, since
from match_to_close
