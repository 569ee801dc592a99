// Reads what empanel publishes with programs other than empanel, and compares
// every row, column and type with what empanel says itself:
//
//   node read.mjs PROGRAM WORKSPACE [FOLDER...]
//
// - every relation of the newest snapshot, with DuckDB for Node;
// - every relation as `empanel sql --format parquet` writes it, with the Parquet
//   reader of the Rust project arrow-rs, into Apache Arrow for JavaScript;
// - every *.parquet below each FOLDER (exports), with both, beside its manifest
//   and the CSV of the same name where there are any.
//
// It prints a line per relation or file, and ends with 1 if anything differs.
// No value is ever printed: only names, types and how many.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';
import { arrowType, fromArrow, fromJSON } from './canonical.mjs';

const [program, workspace, ...folders] = process.argv.slice(2);
if (!program || !workspace) {
  console.error('usage: node read.mjs PROGRAM WORKSPACE [FOLDER...]');
  process.exit(2);
}

let wrong = 0;
const fault = (what) => {
  wrong++;
  console.error(`WRONG: ${what}`);
};

const empanel = (...args) => execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 30 });

/** All rows of a query in Node's DuckDB: names, types and canonical rows. */
const ask = async (connection, query) => {
  const reader = await connection.streamAndReadAll(query);
  const names = reader.columnNames();
  const types = reader.columnTypes().map(String);
  return { names, types, rows: reader.getRowsJson().map((row) => row.map((v, i) => fromJSON(v, types[i]))) };
};

/** The same of a Parquet file, read by arrow-rs. */
const readWithArrow = (file) => {
  const table = tableFromIPC(readParquet(new Uint8Array(readFileSync(file))).intoIPCStream());
  const { fields } = table.schema;
  const columns = fields.map((f, i) => [...table.getChildAt(i)].map((v) => fromArrow(v, f.type)));
  const rows = Array.from({ length: table.numRows }, (_, n) => columns.map((c) => c[n]));
  return { names: fields.map((f) => f.name), types: fields.map((f) => String(f.type)), rows };
};

/** Compares two readings, whatever the order of their rows. */
const compare = (what, a, b) => {
  if (a.names.join() !== b.names.join()) return fault(`${what}: columns ${a.names.join()} and ${b.names.join()}`);
  if (a.rows.length !== b.rows.length) return fault(`${what}: ${a.rows.length} rows and ${b.rows.length}`);
  const sorted = (rows) => rows.map((row) => JSON.stringify(row)).sort();
  const [x, y] = [sorted(a.rows), sorted(b.rows)];
  const differ = x.filter((row, i) => row !== y[i]).length;
  if (differ === 0) return undefined;
  const columns = a.names.filter((_, i) => {
    const of = (rows) => rows.map((row) => JSON.stringify(row[i])).sort().join();
    return of(a.rows) !== of(b.rows);
  });
  return fault(`${what}: ${differ} rows differ, in ${columns.join() || 'how columns go together'}`);
};

const compareTypes = (what, engine, arrow) => {
  engine.types.forEach((type, i) => {
    const want = arrowType(type);
    if (want && want !== arrow.types[i]) fault(`${what}.${engine.names[i]}: ${type} became ${arrow.types[i]}, not ${want}`);
  });
};

/** Every relation of the snapshot, in it and as Parquet. */
const readSnapshot = async (scratch) => {
  const snapshot = path.join(workspace, 'snapshots', 'latest.duckdb');
  const connection = await (await DuckDBInstance.create(snapshot, { access_mode: 'READ_ONLY' })).connect();
  const relations = (await ask(connection, `
    select table_name from duckdb_tables() where schema_name = 'main' and not internal
    union all select view_name from duckdb_views() where schema_name = 'main' and not internal
    order by 1`)).rows.map(([name]) => name);
  const said = empanel('sql', '-w', workspace, '--format', 'csv', 'show tables').trim().split('\n').slice(1);
  if (relations.length < 30 || relations.join() !== said.sort().join()) fault(`the snapshot has ${relations.length} relations, and empanel says ${said.length}`);
  const silent = (await ask(connection, `
    select table_name || '.' || column_name from duckdb_columns() where schema_name = 'main' and not internal and coalesce(comment, '') = ''`)).rows;
  if (silent.length > 0) fault(`${silent.length} columns have no comment, the first ${silent[0]}`);
  let rows = 0;
  for (const relation of relations) {
    const query = `from ${relation}`;
    const there = await ask(connection, query);
    const ours = JSON.parse(empanel('sql', '-w', workspace, '--format', 'json', query));
    // empanel prints times to the second.
    const seconds = (row) => row.map((v, i) => (v !== null && there.types[i] === 'TIMESTAMP' ? v.slice(0, 19) : v));
    compare(`${relation} in the snapshot`, { names: there.names, rows: there.rows.map(seconds) }, {
      names: there.names,
      rows: ours.map((row) => seconds(there.names.map((name, i) => fromJSON(row[name], there.types[i])))),
    });
    if (ours.length > 0) {
      const names = Object.keys(ours[0]);
      if (names.join() !== there.names.join()) fault(`${relation}: empanel gives the columns ${names.join()}`);
    }
    const file = path.join(scratch, `${relation}.parquet`);
    empanel('sql', '-w', workspace, '--format', 'parquet', '--out', file, query);
    const parquet = readWithArrow(file);
    compareTypes(`${relation} as Parquet`, there, parquet);
    compare(`${relation} as Parquet`, there, parquet);
    rows += there.rows.length;
    console.log(`${relation}: ${there.rows.length} rows, ${there.names.length} columns`);
  }
  console.log(`${relations.length} relations and ${rows} rows, read by DuckDB for Node and, as Parquet, by arrow-rs`);
};

/** How many rows the manifest of a folder says that a file has. */
const rowsInManifest = (file) => {
  const manifest = path.join(path.dirname(file), 'manifest.json');
  if (!existsSync(manifest)) return undefined;
  const entry = (JSON.parse(readFileSync(manifest, 'utf8')).files ?? []).find((f) => f.name === path.basename(file));
  if (!entry) fault(`${file}: its manifest does not name it`);
  return entry?.rows;
};

/** Compares a Parquet file with the CSV of the same name: rows, and of each column how many values and their sum. */
const compareCSV = async (connection, file, there) => {
  const csv = file.replace(/\.parquet$/, '.csv');
  if (!existsSync(csv)) return;
  const quoted = (s) => `'${s.replaceAll("'", "''")}'`;
  const figures = there.names.flatMap((name, i) => {
    const column = `"${name.replaceAll('"', '""')}"`;
    return /INT|DOUBLE|DECIMAL/.test(there.types[i])
      ? [`count(${column})::varchar`, `sum(${column}::decimal(30, 6))::varchar`]
      : [`count(${there.types[i].startsWith('VARCHAR') ? `nullif(${column}::varchar, '')` : column})::varchar`];
  });
  const of = async (source) => (await ask(connection, `select count(*)::varchar, ${figures.join(', ')} from ${source}`)).rows[0];
  const parquet = await of(`read_parquet(${quoted(file)})`);
  const text = await of(`read_csv(${quoted(csv)}, all_varchar = true, header = true)`);
  if (parquet.join() !== text.join()) fault(`${file}: the CSV of the same name has other rows or sums`);
};

const readExport = async (connection, file) => {
  const arrow = readWithArrow(file);
  const there = await ask(connection, `from read_parquet('${file.replaceAll("'", "''")}')`);
  compareTypes(file, there, arrow);
  if (there.types.every((type) => arrowType(type))) compare(file, there, arrow);
  else if (there.rows.length !== arrow.rows.length) fault(`${file}: ${there.rows.length} rows and ${arrow.rows.length}`);
  const said = rowsInManifest(file);
  if (said !== undefined && said !== arrow.rows.length) fault(`${file}: ${arrow.rows.length} rows, and its manifest says ${said}`);
  await compareCSV(connection, file, there);
  console.log(`${file}: ${arrow.rows.length} rows, ${arrow.names.length} columns${said === undefined ? '' : ', as its manifest says'}`);
};

const parquetBelow = (folder) => (existsSync(folder) ? readdirSync(folder, { recursive: true }) : [])
  .filter((name) => name.endsWith('.parquet')).sort().map((name) => path.join(folder, name));

const scratch = mkdtempSync(path.join(tmpdir(), 'empanel-readers-'));
try {
  await readSnapshot(scratch);
  const files = folders.flatMap(parquetBelow);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const file of files) await readExport(connection, file);
  if (folders.length > 0) console.log(`${files.length} Parquet files of exports`);
} finally {
  rmSync(scratch, { recursive: true });
}
if (wrong > 0) {
  console.error(`${wrong} things are wrong`);
  process.exit(1);
}
