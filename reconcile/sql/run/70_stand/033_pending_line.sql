-- One row per claim that would stand and waits for an answer, where claims count only once they are accepted. A Dr.Bill row gets no answer, so it never waits.
create or replace temp table pending_line as
select p.file_no, p.line_no, p.person, p.practitioner, p.facility, p.effective_on, p.ordinal
from passing as p
left join note_judged as n on n.file_no = p.file_no and n.line_no = p.line_no
where getvariable('attach_when') = 'accepted'
  and p.record = 'C02'
  and not exists (select 1 from duplicate_line as d where d.file_no = p.file_no and d.line_no = p.line_no)
  and not exists (select 1 from void_line as v where v.file_no = p.file_no and v.line_no = p.line_no)
  and not exists (
    select 1
    from answered_identity as a
    where a.verdict = 'accepted'
      and a.event = 'attach'
      and a.data_centre = p.data_centre
      and a.sequence = p.sequence
      and a.phn is not distinct from p.phn
      and a.phn_written is not distinct from n.phn_written
      and a.practitioner is not distinct from p.practitioner
      and a.service_date is not distinct from p.effective_on
      and a.service_date_written is not distinct from n.service_date_written
  )
