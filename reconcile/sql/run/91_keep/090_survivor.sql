-- One row per merged PHN: the person it now is.
insert into survivor
from survivor_now
