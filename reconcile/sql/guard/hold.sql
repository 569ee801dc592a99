-- The lines that the verdict on the candidate on trial holds; none if it lets them through.
insert into tonight_guard_line
select n.file_no, n.line_no, v.run_no
from tonight_guard_verdict as v
join (
  select file_no, line_no, 0 as judged_as from new_claim
  union all
  select file_no, line_no, line_no from new_action
) as n on n.file_no = v.file_no and n.judged_as = v.line_no
where v.held and v.file_no = getvariable('trial_file') and v.line_no = getvariable('trial_line')
