-- One row per transfer of a panel from one provider to another: the `transfers` feed as it is in force with what arrives tonight.
create or replace temp view transfers_now as
from transfers as f
anti join newer_transfers as n on n.transfer_id = f.transfer_id
union all
from newer_transfers
