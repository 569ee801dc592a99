-- One row per row of providers, between two places in the file, in its order: its columns of format 1 as canonical text. Fixed for ever: digests of old bundles are made of it.
select concat_ws(
    chr(9),
    canonical_cell(practitioner_number::varchar),
    canonical_cell(provider_type::varchar),
    canonical_cell(people::varchar),
    canonical_cell(counted::varchar),
    canonical_cell(no_coverage::varchar),
    canonical_cell(deceased::varchar),
    canonical_cell(person_unknown::varchar),
    canonical_cell(pending::varchar),
    canonical_cell(removed::varchar),
    canonical_cell(superseded::varchar),
    canonical_cell(transferred::varchar),
    canonical_cell(not_yet::varchar),
    canonical_cell(merged::varchar),
    canonical_cell(weight::varchar),
    canonical_cell(type_counts::varchar),
    canonical_cell(floor::varchar),
    canonical_cell(meets_floor::varchar),
    canonical_cell(new_to_practice_on::varchar),
    canonical_cell(grace_until::varchar),
    canonical_cell(in_grace::varchar),
    canonical_cell(portal_claims::varchar),
    canonical_cell(portal_claimed::varchar),
    canonical_cell(pas_steps::varchar),
    canonical_cell(pas_steps_done::varchar),
    canonical_cell(has_facility::varchar),
    canonical_cell(panel_submitted::varchar),
    canonical_cell(participates::varchar),
    canonical_cell(left_practice_on::varchar),
    canonical_cell(eligible::varchar)
  ) as canonical
from read_parquet($path, file_row_number = true)
where file_row_number >= $first and file_row_number < $beyond
order by file_row_number
