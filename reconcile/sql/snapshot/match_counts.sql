-- One row: the room there is, and how many of those who wait became what.
insert into snapshot.match_counts
from match_counts
