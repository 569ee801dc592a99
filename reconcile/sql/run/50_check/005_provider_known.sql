-- One row per provider of the feed whose number some line wrote.
create or replace temp table provider_known as
select n.code
from providers_now as p
join number_now as n on n.text = p.practitioner_number
