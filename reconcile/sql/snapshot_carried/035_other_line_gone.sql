-- Lines of other evidence that are told anew.
delete from snapshot.stored.other_line
where (file_no, line_no) in (from line_again)
