-- A cell of a bundle as canonical text: NULL is \N; a backslash, tab, line feed or carriage return in a text is \\, \t, \n, \r.
create temp macro canonical_cell(cell) as
  coalesce(
    replace(replace(replace(replace(cell, '\', '\\'), chr(9), '\t'), chr(10), '\n'), chr(13), '\r'),
    '\N'
  )
