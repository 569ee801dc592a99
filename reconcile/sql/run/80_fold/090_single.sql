-- One row per attach claim of a person to whom nothing else ever happened.
create or replace temp view single as
select *
from standing
where person not in (select person from several) and person not in (select person from stateful)
