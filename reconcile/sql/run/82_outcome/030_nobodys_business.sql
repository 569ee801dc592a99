-- Ignored or portal: claims with other fee items.
create or replace temp view outcome_nobodys_business as
select file_no, line_no, if(event = 'portal', 'portal', 'ignored') as outcome
from claim_judged
where event in ('other', 'portal')
