-- One row per row of people, between two places in the file, in its order: its columns of format 1 as canonical text. Fixed for ever: digests of old bundles are made of it.
select concat_ws(
    chr(9),
    canonical_cell(practitioner_number::varchar),
    canonical_cell(person_key::varchar),
    canonical_cell(facility_number::varchar),
    canonical_cell(counted::varchar),
    canonical_cell(reason::varchar),
    canonical_cell(valid_from::varchar),
    canonical_cell(valid_to::varchar),
    canonical_cell(age_band::varchar),
    canonical_cell(sex::varchar),
    canonical_cell(chsa::varchar),
    canonical_cell(complexity::varchar),
    canonical_cell(weight::varchar),
    canonical_cell(survivor_key::varchar),
    canonical_cell(submission_id::varchar),
    canonical_cell(line_no::varchar)
  ) as canonical
from read_parquet($path, file_row_number = true)
where file_row_number >= $first and file_row_number < $beyond
order by file_row_number
