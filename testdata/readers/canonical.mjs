// One text for a value, whichever program read it: so that what three programs
// say of a row can be compared.

const two = (n) => String(n).padStart(2, '0');

// Times are compared to the millisecond: Arrow in JavaScript keeps no finer.
const time = (text) => {
  const [whole, fraction = ''] = String(text).replace(' ', 'T').replace(/(Z|\+00(:00)?)$/, '').split('.');
  return `${whole}.${fraction.padEnd(3, '0').slice(0, 3)}`;
};

const uuid = (bytes) => {
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** A value as JSON has it, of a column of the engine's type `type`. */
export const fromJSON = (value, type) => {
  if (value === null || value === undefined) return null;
  if (type.endsWith('[]')) return value.map((v) => fromJSON(v, type.slice(0, -2)));
  if (type.startsWith('TIMESTAMP')) return time(value);
  if (type === 'DOUBLE' || type === 'FLOAT') return String(Number(value));
  return String(value);
};

/** A value as Arrow has it, of a column of Arrow's type `type`. */
export const fromArrow = (value, type) => {
  const name = String(type);
  if (value === null || value === undefined) return null;
  if (name.startsWith('List')) return [...value].map((v) => fromArrow(v, type.children[0].type));
  if (name.startsWith('Date')) {
    const d = new Date(Number(value));
    return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`;
  }
  if (name.startsWith('Timestamp')) return time(new Date(Math.floor(Number(value))).toISOString());
  if (name === 'FixedSizeBinary[16]') return uuid(value);
  if (name.startsWith('Float')) return String(Number(value));
  return String(value);
};

/** What Arrow calls the type of a column that the engine calls so. */
export const arrowType = (type) => {
  const named = {
    VARCHAR: 'Utf8', INTEGER: 'Int32', BIGINT: 'Int64', DOUBLE: 'Float64', BOOLEAN: 'Bool', DATE: 'Date32<DAY>',
    TIMESTAMP: 'Timestamp<MICROSECOND>', UUID: 'FixedSizeBinary[16]', SMALLINT: 'Int16',
  };
  if (type.endsWith('[]')) return `List<${arrowType(type.slice(0, -2))}>`;
  return named[type];
};
