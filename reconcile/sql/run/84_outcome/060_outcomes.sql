-- One row per line of claim, answer and action.
insert into verdict
from outcome_judged
