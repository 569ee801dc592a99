-- The warnings of every line that is judged are found anew, and those of merges, which other lines bring about.
delete from line_warning
where getvariable('everybody')
  or warning in ('merge_cycle', 'merge_target_unknown')
  or (file_no, line_no) in (from scope_line)
