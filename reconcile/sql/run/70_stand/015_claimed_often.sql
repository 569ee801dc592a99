-- One row per person whom more than one line claims, whatever became of the lines: nobody else can be attached twice by claims alone.
create or replace temp table claimed_often as
select person
from attach_line
where person is not null
group by person
having count(*) > 1
