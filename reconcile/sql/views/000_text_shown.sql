-- A text that somebody typed, as people may see it: nothing where it holds what could be a health number: a 9 and nine more digits, each parted by up to three signs.
create or replace macro text_shown(text) as
  case when not regexp_matches(text, '9([^0-9]{0,3}[0-9]){9}') then text end
