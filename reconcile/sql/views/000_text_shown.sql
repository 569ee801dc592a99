-- A text that somebody typed, as people may see it: nothing where it holds the ten digits of a health number, however they are parted.
create or replace macro text_shown(text) as
  case when not regexp_matches(text, '[0-9]([^0-9A-Za-z]?[0-9]){9}') then text end
