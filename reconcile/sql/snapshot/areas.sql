-- One row per CHSA, Local Health Area and Health Authority.
create table snapshot.areas as
select * replace (text_shown(team) as team)
from areas
