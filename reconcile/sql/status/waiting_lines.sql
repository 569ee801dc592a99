-- One row: lines waiting in quarantine, and lines that an administrator has discarded there, in a registry or a snapshot, each once.
select
  count(*) filter (state = 'waiting') as lines,
  count(*) filter (state = 'discarded') as discarded
from quarantine
