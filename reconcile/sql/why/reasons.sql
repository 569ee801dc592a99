-- One row per reason: whether later evidence may heal it, and what to do about it.
select code, heals, hint
from reason
order by code
