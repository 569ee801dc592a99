-- One row per accepted file: its place in the order of arrival. Every partition has them all.
create table share.submission_order as
select file_no, received_at, ordinal
from submission_order
