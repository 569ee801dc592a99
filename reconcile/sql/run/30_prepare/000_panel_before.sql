-- One row per provider and facility: the panel as the run before counted it.
create or replace temp table panel_before as
select practitioner_number, facility_number, confirmed
from panel
