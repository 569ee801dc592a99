-- Attachments apart of people who are judged, known until now, that the evidence no longer says: the run closes their known time.
update attachment_apart as a
set known_to = getvariable('run_no')
where a.known_to is null
  and (getvariable('everybody') or a.phn in (select node from scope))
  and not exists (
    select 1
    from apart as f
    where f.file_no = a.file_no
      and f.line_no = a.line_no
      and f.phn = a.phn
      and f.practitioner = a.practitioner
      and f.facility = a.facility
      and f.status = a.status
      and f.valid_from = a.valid_from
      and f.valid_to is not distinct from a.valid_to
      and f.close_reason is not distinct from a.close_reason
      and f.closed_file_no is not distinct from a.closed_file_no
      and f.closed_line_no is not distinct from a.closed_line_no
  )
