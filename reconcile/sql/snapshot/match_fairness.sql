-- One row per kind of people who can be matched and what became of them.
insert into snapshot.match_fairness
from match_fairness
