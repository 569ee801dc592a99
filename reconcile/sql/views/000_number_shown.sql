-- The number of a practitioner or a facility as people may see it: five letters or digits, or nothing. In a shifted column it could be a health number.
create or replace macro number_shown(text) as
  case when regexp_full_match(text, '[0-9A-Z]{5}') then text end
