-- One row per event of a person to whom more than one thing happened, with its outcome.
create or replace temp view told as
select * from told_attached
union all
select * from told_stateful
