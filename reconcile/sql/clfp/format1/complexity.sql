-- One row per row of complexity, between two places in the file, in its order: its columns of format 1 as canonical text. Fixed for ever: digests of old bundles are made of it.
select concat_ws(
    chr(9),
    canonical_cell(practitioner_number::varchar),
    canonical_cell(complexity::varchar),
    canonical_cell(counted::varchar),
    canonical_cell(weight::varchar)
  ) as canonical
from read_parquet($path, file_row_number = true)
where file_row_number >= $first and file_row_number < $beyond
order by file_row_number
