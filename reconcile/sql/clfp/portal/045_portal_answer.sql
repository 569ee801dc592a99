-- One row per return record that names such a line.
create temp table portal_answer as
select a.*
from answer_now as a
join number_now as n on n.text = a.data_centre
semi join portal_key as k on k.data_centre = n.code and k.sequence = a.sequence
