-- One row per attachment that the registry would come to know.
create or replace temp table planned_opened as
from folded
except
select * exclude (known_from, known_to)
from stored_attachment
where known_to is null and (getvariable('everybody') or phn in (select node from scope))
