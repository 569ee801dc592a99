-- One row per feed without rows whose checks are therefore off.
select feed
from (unpivot feed_present on columns(*) into name feed value present)
where not present
order by feed
