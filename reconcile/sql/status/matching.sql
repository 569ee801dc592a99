-- One row: the room there is and what became of those who wait, in a registry or a snapshot.
select
  room, households_kept, households_new, people_without_proposal, people_waiting_for_household, people_offered, people_in_transfer,
  registrants_to_close, registrants_due_to_contact, anything
from match_counts
