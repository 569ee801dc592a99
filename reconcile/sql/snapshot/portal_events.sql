-- One row per portal claim.
create table snapshot.portal_events as
from portal_events
