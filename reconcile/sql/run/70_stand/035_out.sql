-- One row per attach claim that does not count: it fails a check, repeats another, is void, waits for an answer or is held by the guard.
create or replace temp table out as
select file_no, line_no from failed
union
select file_no, line_no from duplicate_line
union
select file_no, line_no from void_line
union
select file_no, line_no from pending_line
union
select file_no, line_no from guarded
