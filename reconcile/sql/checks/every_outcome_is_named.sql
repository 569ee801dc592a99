-- Offending: a line whose outcome is none of the contract's.
select file_no, line_no
from verdict
where outcome not in (
  'quarantined', 'duplicate', 'reversed', 'refused', 'pending', 'held',
  'attached', 'already_attached', 'changed_clinic', 'moved', 'removed', 'no_effect',
  'applied', 'ignored', 'portal'
)
