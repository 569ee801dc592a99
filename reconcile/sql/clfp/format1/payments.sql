-- One row per row of payments, between two places in the file, in its order: its columns of format 1 as canonical text. Fixed for ever: digests of old bundles are made of it.
select concat_ws(
    chr(9),
    canonical_cell(practitioner_number::varchar),
    canonical_cell(component::varchar),
    canonical_cell(key::varchar),
    canonical_cell(units::varchar),
    canonical_cell(rate::varchar),
    canonical_cell(amount::varchar)
  ) as canonical
from read_parquet($path, file_row_number = true)
where file_row_number >= $first and file_row_number < $beyond
order by file_row_number
