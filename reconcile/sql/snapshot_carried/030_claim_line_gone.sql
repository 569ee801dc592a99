-- Claim lines that are told anew.
delete from snapshot.stored.claim_line
where (file_no, line_no) in (from line_again)
