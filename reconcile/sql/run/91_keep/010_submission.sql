-- One row per file that this run takes in.
insert into submission
from tonight_submission
