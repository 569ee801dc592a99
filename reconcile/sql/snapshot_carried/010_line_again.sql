-- One row per line of evidence taken in earlier of which a snapshot may say something else after this run: the lines that were judged, and those that name somebody who stands for another person than before.
create or replace temp table line_again as
select file_no, line_no
from scope_line
union
select file_no, line_no
from feed_line
where phn in (select phn from changed_person)
