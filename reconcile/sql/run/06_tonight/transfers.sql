-- One row per transfer of a panel from one provider to another whose newest row arrives tonight; none yet.
create or replace temp table newer_transfers as
from transfers
limit 0
