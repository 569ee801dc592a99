-- One row per attachment now known that the registry would know no longer.
create or replace temp table planned_closed as
select * exclude (known_from, known_to)
from stored_attachment
where known_to is null and (getvariable('everybody') or phn in (select node from scope))
except
from folded
