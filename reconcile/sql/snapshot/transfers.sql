-- One row per transfer of a panel as in force, where it stands, and how many people have each disposition.
insert into snapshot.transfers
select text_shown(transfer_id) as transfer_id, * exclude (transfer_id)
from transfer_cases
