-- One row per provider who is in the feed tonight for the first time: of providers the rules ask no more than that.
create or replace temp table new_provider as
select n.practitioner_number
from newer_providers as n
anti join providers as f on f.practitioner_number = n.practitioner_number
