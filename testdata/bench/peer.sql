-- What empanel is measured against: the script that a capable analyst would
-- write to do the core of the same job by hand. It reads the lines of claims,
-- leaves out what is wrong with a number or a date, makes of each person's
-- claims a history, counts panels and writes one export. It keeps no evidence,
-- judges nothing but single lines, knows no feeds, and publishes nothing.
--
-- @CLAIMS@ is the folder with the submission files, @OUT@ one to write into.
create or replace table claim as
with line as (
    select l, filename
    from read_csv('@CLAIMS@/*.txt', columns = {'l': 'VARCHAR'}, delim = '\x01', header = false,
        quote = '', escape = '', auto_detect = false, filename = true)
), field as (
    select
        filename,
        substr(l, 4, 5) as data_centre,
        try_cast(substr(l, 9, 7) as integer) as sequence_number,
        substr(l, 16, 5) as payee,
        substr(l, 21, 5) as practitioner,
        substr(l, 26, 10) as phn,
        substr(l, 52, 5) as fee_item,
        substr(l, 57, 7) as amount,
        try_strptime(substr(l, 65, 8), '%Y%m%d')::date as service_date,
        trim(substr(l, 77, 5)) as diagnosis,
        substr(l, 107, 1) as location,
        substr(l, 197, 5) as facility
    from line
    where l[1:3] = 'C02'
), weighed as (
    select
        *,
        (try_cast(substr(phn, 2, 1) as integer) * 2 + try_cast(substr(phn, 3, 1) as integer) * 4
            + try_cast(substr(phn, 4, 1) as integer) * 8 + try_cast(substr(phn, 5, 1) as integer) * 5
            + try_cast(substr(phn, 6, 1) as integer) * 10 + try_cast(substr(phn, 7, 1) as integer) * 9
            + try_cast(substr(phn, 8, 1) as integer) * 7 + try_cast(substr(phn, 9, 1) as integer) * 3) % 11 as remainder
    from field
)
select * exclude (remainder)
from weighed
where fee_item = '98990'
    and regexp_full_match(phn, '9[0-9]{9}')
    and remainder between 2 and 10
    and 11 - remainder = try_cast(substr(phn, 10, 1) as integer)
    and service_date is not null
    and facility <> '00000';

create or replace table history as
select phn, practitioner, facility, service_date as valid_from,
    lead(service_date) over (partition by phn order by service_date, filename, sequence_number) as valid_to
from claim;

create or replace table panel as
select practitioner, facility, count(*) as patients
from history
where valid_to is null
group by all;

copy (select * from history where valid_to is null order by practitioner, phn)
to '@OUT@/peer.parquet' (format parquet, compression zstd);

select coalesce(sum(patients), 0)::bigint as people, count(*) as panels, version() as engine from panel;
