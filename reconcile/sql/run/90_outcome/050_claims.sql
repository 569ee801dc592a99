-- Claims taken in earlier of which something is otherwise tonight.
update stored_claim as c
set outcome = n.outcome, known_from = n.known_from
from claim_changed as n
where n.file_no = c.file_no and n.line_no = c.line_no
