-- One row per line of claim, answer and action, with its one outcome: the parts have no line in common and miss none, which the checks hold.
create or replace temp view outcome_judged as
from outcome_quarantined
union all
from outcome_nobodys_business
union all
from outcome_debits
union all
from outcome_answers
union all
from outcome_duplicates
union all
from outcome_void
union all
from outcome_pending
union all
from outcome_single
union all
from outcome_told
union all
from outcome_actions
