-- One row per person whose history needs the full fold: more than attach claims happened to them.
create or replace temp table stateful as
select person
from action_event
union
select person
from attach_line
where deceased_on is not null
