-- One row per kind of people who can be matched and what became of them.
create table snapshot.match_fairness as
from match_fairness
