-- What became of a line. Every line has exactly one.
create type outcome as enum (
  'quarantined', 'duplicate', 'reversed', 'refused', 'pending', 'held',
  'attached', 'already_attached', 'changed_clinic', 'moved', 'removed', 'no_effect',
  'applied', 'ignored', 'portal', 'reference'
)
