-- One row: how many people are in the export, on a panel or no longer on it.
select count(*) from fhir_person
