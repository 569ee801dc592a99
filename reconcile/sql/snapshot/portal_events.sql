-- One row per portal claim.
insert into snapshot.portal_events
from portal_events
