-- True under a policy by which claims may wait: for an answer, or until another provider's attachment has ended.
create or replace temp macro waits() as
  getvariable('conflict') = 'hold' or getvariable('attach_when') = 'accepted'
