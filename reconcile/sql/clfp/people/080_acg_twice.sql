-- One row per line of the ACG file about a person of whom an earlier line says something else, with that line: their numbers were merged.
select a.line_no, min(b.line_no) as earlier
from acg_person as a
join acg_person as b on b.person_key = a.person_key and b.line_no < a.line_no
where b.band <> a.band or b.weight is distinct from a.weight
group by a.line_no
order by a.line_no
