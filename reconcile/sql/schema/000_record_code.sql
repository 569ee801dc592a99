-- What a line of evidence is: a Teleplan record, a Dr.Bill row, or a row of the feed so named.
create type record_code as enum (
  'C02', 'DRBILL', 'C12', 'S00', 'S01', 'S02', 'S03', 'S04', '?', 'actions',
  'coverage', 'persons', 'providers', 'clinics', 'affiliations', 'endorsements', 'preferences',
  'registrants', 'transfers', 'offers', 'clinic_staff', 'access', 'decisions'
)
