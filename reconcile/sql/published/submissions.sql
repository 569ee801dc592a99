-- One row per file that was taken.
create table submissions (
  submission_id varchar, -- SHA-256 of its bytes; a duplicate has that of the file it repeats
  channel varchar, -- teleplan, teleplan-return, drbill or registry
  received_at timestamp, -- when the file was received
  run_id varchar, -- the run that took it
  status varchar, -- accepted, refused or duplicate
  refusal varchar, -- the code of a refusal, as docs/files.md lists them; NULL: it was not refused
  lines integer, -- lines of evidence
  skipped integer, -- lines passed over: headers, summaries, blank lines
  quarantined integer, -- lines that fail a check
  duplicate integer, -- lines that repeat an earlier claim
  reversed integer, -- lines that a debit request took back
  refused integer, -- lines that MSP refused
  pending integer, -- lines that wait for MSP's answer
  held integer, -- lines that wait for another provider's attachment to end, or for an administrator
  attached integer, -- lines that opened the attachment of somebody who had none
  already_attached integer, -- lines about somebody who was with this provider at this facility already
  changed_clinic integer, -- lines that took a person to another facility of the same provider
  moved integer, -- lines that took a person over from another provider
  removed integer, -- lines that ended an attachment, or took back a claim that was held
  no_effect integer, -- lines that found nothing to do
  applied integer, -- returns, debit requests and decisions that found their line
  ignored integer, -- lines about another fee item
  portal integer, -- portal claims
  reference integer -- sound feed rows
)
