-- Ignored or portal: claims with other fee items.
insert into verdict
select file_no, line_no, if(event = 'portal', 'portal', 'ignored')
from claim
where event in ('other', 'portal')
