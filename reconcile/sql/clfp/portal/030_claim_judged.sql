-- One row per claim line that is judged: those that say whether a portal claim stands.
create or replace temp view claim_judged as
from portal_line
