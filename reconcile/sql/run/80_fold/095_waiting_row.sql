-- One row per claim that waits, for an answer or until another provider's attachment has ended, and would open an attachment: from its own day.
create or replace temp view waiting_row as
select person, practitioner, facility, claimed_on as effective_on, file_no, line_no
from told_waiting
where final and outcome in ('pending', 'held')
union all
select person, practitioner, facility, effective_on, file_no, line_no
from pending_line
where person not in (select person from several) and person not in (select person from stateful)
