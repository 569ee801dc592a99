-- One row: how many transfers there are in each state.
create table transfer_counts (
  open bigint, -- transfers whose window has not ended and of whom somebody is still to be settled
  overdue bigint, -- transfers whose window has ended while somebody is awaiting, refused or staying
  complete bigint, -- transfers of which nobody is awaiting, refused or staying
  cancelled bigint, -- transfers that were cancelled
  suspected bigint -- pairs in suspected_transfers
)
