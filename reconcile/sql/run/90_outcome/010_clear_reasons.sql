-- The reasons of every line that is judged are found anew.
delete from line_reason
where getvariable('everybody') or (file_no, line_no) in (from scope_line)
