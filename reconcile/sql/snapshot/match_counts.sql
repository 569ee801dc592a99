-- One row: the room there is, and how many of those who wait became what.
create table snapshot.match_counts as
from match_counts
