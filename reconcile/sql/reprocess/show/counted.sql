-- One row: how many people would have other attachments, and how many lines another outcome or other reasons to wait in quarantine.
select
  (select count(*) from planned_change) as people,
  (
    select count(*)
    from (
      select file_no, line_no from planned_outcome
      union
      select file_no, line_no from planned_quarantine
    )
  ) as lines
