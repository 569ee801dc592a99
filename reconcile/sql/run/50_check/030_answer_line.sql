-- One row per return line: what it names, whether it is about a fee item that is nobody's business here, and whether it agrees with the claim it names.
-- A portal claim keeps no PHN to compare with.
create or replace temp table answer_line as
select
  a.file_no,
  a.line_no,
  a.verdict,
  a.reasons,
  a.ordinal,
  n.named,
  coalesce(a.billed_fee_item not in ('98990', '14070', '98000'), false)
  or coalesce(not n.named.ours, false) as other_fee_item,
  n.named is not null
  and a.practitioner is not distinct from n.named.practitioner
  and (
    a.record not in ('S00', 'S02', 'S03')
    or (
      a.service_date is not distinct from n.named.service_date
      and a.service_date_written is not distinct from n.named.service_date_written
      and (
        n.named.event = 'portal'
        or (
          a.phn is not distinct from n.named.phn
          and a.phn_written is not distinct from n.named.phn_written
        )
      )
    )
  ) as agrees
from asked as a
left join answer_named as n on n.file_no = a.file_no and n.line_no = a.line_no
