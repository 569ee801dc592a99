-- One row per claim that an administrator released from its hold, and the day; none yet: the releases that the ledger will keep come in here, and nowhere else.
create or replace temp view released as
select null::integer as file_no, null::integer as line_no, null::date as released_on
where false
