-- One row per household that can be matched and provider with room of whom either has declined the other.
select place, room
from match_declined
order by place, room
