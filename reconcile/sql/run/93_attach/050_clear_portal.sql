-- Portal claims that are judged are found anew.
delete from portal_event
where getvariable('everybody') or (file_no, line_no) in (from scope_line)
