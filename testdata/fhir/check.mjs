// Reads an export of `empanel export fhir` as somebody else's program would, and
// says what is wrong with it.
//
//   node check.mjs FOLDER...        exit code 1 when anything is wrong
//
// Every line is validated against FHIR R4 by the npm package fhir, with the
// definitions that it brings: no network. What that does not look at is looked
// at here: references, ids, the must-haves of a Member Attribution List, what
// the manifest says, and that nothing identifies anybody where it must not.
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import fhirPackage from "fhir";

const davinci = "http://hl7.org/fhir/us/davinci-atr/StructureDefinition/";
const changeTypes = ["new", "changed", "nochange", "dropped", "cancelled"]; // CodeSystem atr-changetype
const listStatuses = ["draft", "open", "final"]; // CodeSystem atr-attribution-list-status
const phnSystem = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-bc-patient-healthcare-id";
const idRule = /^[A-Za-z0-9\-.]{1,64}$/;
const dayRule = /^\d{4}-\d{2}-\d{2}$/;
const tenDigits = /(?<![0-9A-Za-z])\d{10}(?![0-9A-Za-z])/;

// Where a reference may lead. The package checks what R4 allows; this is what
// the export promises.
const leadsTo = {
  "Group.managingEntity": ["Practitioner"],
  "Group.characteristic.valueReference": ["Practitioner", "Organization"],
  "Group.member.entity": ["Patient"],
  "Group.member.extension.valueReference": ["Coverage", "PractitionerRole"],
  "Patient.link.other": ["Patient"],
  "Coverage.beneficiary": ["Patient"],
  "Coverage.payor": ["Organization"],
  "PractitionerRole.practitioner": ["Practitioner"],
  "PractitionerRole.organization": ["Organization"],
};

const r4 = new fhirPackage.Fhir();

/** check gives what is wrong with an export, and what it holds. */
export async function check(folder) {
  const problems = [];
  const found = { lines: {}, ids: new Set(), wanted: new Map(), current: new Map(), changes: Object.fromEntries(changeTypes.map((c) => [c, 0])) };
  if (!existsSync(join(folder, "manifest.json"))) return { problems: [`${folder}: no manifest.json`], found };
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  const names = readdirSync(folder).filter((n) => n !== "manifest.json").sort();
  for (const name of names) {
    const listed = manifest.files.find((f) => f.name === name);
    if (!listed) {
      problems.push(`${name}: is not in the manifest`);
      continue;
    }
    const type = name.replace(/\.ndjson$/, "");
    const sum = createHash("sha256");
    const bytes = createReadStream(join(folder, name));
    bytes.on("data", (b) => sum.update(b));
    let line = 0;
    for await (const text of createInterface({ input: bytes, crlfDelay: Infinity })) {
      line++;
      const wrong = (what) => problems.push(`${name}:${line}: ${what}`);
      let resource;
      try {
        resource = JSON.parse(text);
      } catch {
        wrong("is no JSON");
        continue;
      }
      look(resource, type, manifest, found, wrong);
      if (!manifest.revealed && tenDigits.test(text)) wrong("holds a number of ten digits, and nothing is revealed");
    }
    found.lines[type] = line;
    if (line !== listed.rows) problems.push(`${name}: ${line} lines, the manifest says ${listed.rows}`);
    if (sum.digest("hex") !== listed.sha256) problems.push(`${name}: is not what the manifest says`);
  }
  for (const f of manifest.files) if (!names.includes(f.name)) problems.push(`${f.name}: is missing`);
  for (const [target, where] of found.wanted) if (!found.ids.has(target)) problems.push(`${where}: ${target} is not in the export`);
  count(manifest, found, problems);
  return { problems, found };
}

function look(resource, type, manifest, found, wrong) {
  if (resource.resourceType !== type) wrong(`is a ${resource.resourceType}`);
  if (!idRule.test(resource.id ?? "")) wrong("has no id that FHIR allows");
  const name = `${resource.resourceType}/${resource.id}`;
  if (found.ids.has(name)) wrong(`${name} is there twice`);
  found.ids.add(name);
  for (const m of r4.validate(resource, { errorOnUnexpected: true }).messages) {
    if (m.severity === "error" || m.severity === "fatal") wrong(`${m.location}: ${m.message}`);
  }
  references(resource, type, (reference, path) => {
    if (reference.reference === undefined) {
      if (path !== "Patient.link.other" || !reference.identifier) wrong(`${path} leads nowhere`);
      return;
    }
    if (!leadsTo[path]?.includes(reference.reference.split("/")[0])) wrong(`${path} leads to ${reference.reference}`);
    if (!found.wanted.has(reference.reference)) found.wanted.set(reference.reference, `${type}.ndjson`);
  });
  if (type === "Group") lookAtGroup(resource, manifest, found, wrong);
  if (type === "Patient") lookAtPatient(resource, manifest, wrong);
  if (type === "Coverage") lookAtCoverage(resource, manifest, wrong);
}

/** references finds every reference of a resource, with its path. */
function references(value, path, each) {
  if (Array.isArray(value)) {
    for (const one of value) references(one, path, each);
  } else if (value && typeof value === "object") {
    const last = path.split(".").at(-1);
    if (["entity", "managingEntity", "valueReference", "other", "beneficiary", "payor", "practitioner", "organization"].includes(last)) each(value, path);
    for (const [key, inner] of Object.entries(value)) references(inner, `${path}.${key}`, each);
  }
}

const extensions = (element, name) => (element.extension ?? []).filter((e) => e.url === davinci + name);

function lookAtGroup(group, manifest, found, wrong) {
  if (group.type !== "person") wrong("Group.type is not person");
  if (group.actual !== true) wrong("Group.actual is not true");
  if (!group.meta?.lastUpdated) wrong("Group.meta.lastUpdated is missing");
  const status = extensions(group, "ext-attributionListStatus");
  if (status.length !== 1 || !listStatuses.includes(status[0].valueCode)) wrong("the status of the list is missing or unknown");
  let current = 0;
  const members = new Set();
  (group.member ?? []).forEach((m, i) => {
    const bad = (what) => wrong(`Group.member[${i}]: ${what}`);
    const change = extensions(m, "ext-changeType");
    if (change.length !== 1 || !changeTypes.includes(change[0].valueCode)) return bad("the change type is missing or unknown");
    const code = change[0].valueCode;
    found.changes[code]++;
    const gone = code === "dropped" || code === "cancelled";
    if (m.inactive !== gone) bad(`is ${code}, and inactive is ${m.inactive}`);
    if (!dayRule.test(m.period?.start ?? "")) bad("has no first day");
    if (gone && !dayRule.test(m.period?.end ?? "")) bad(`is ${code} and has no last day`);
    if (m.period?.end < m.period?.start) bad("ends before it begins");
    if (code === "dropped" && m.period.end > manifest.as_of) bad("was dropped and ends after the day of the export");
    if (!gone && m.period?.end < manifest.as_of) bad(`is ${code} and has ended`);
    if (m.period?.start > manifest.as_of) bad("begins after the day of the export");
    if (extensions(m, "ext-attributedProvider").length !== 1) bad("is attributed to nobody");
    if (extensions(m, "ext-coverageReference").length > 1) bad("has several coverages");
    const who = m.entity?.reference;
    if (members.has(who)) bad("is there twice");
    members.add(who);
    if (gone) return;
    current++;
    if (found.current.has(who)) bad(`is on the panel of ${found.current.get(who)} too`);
    found.current.set(who, group.id);
  });
  if (members.size === 0) wrong("has no members");
  if (group.quantity !== current) wrong(`Group.quantity is ${group.quantity}, and ${current} are on the panel`);
  if (group.active !== current > 0) wrong(`Group.active is ${group.active}, and ${current} are on the panel`);
}

function lookAtPatient(patient, manifest, wrong) {
  const numbers = (patient.identifier ?? []).filter((i) => i.system === phnSystem);
  if ((patient.identifier ?? []).length === 0) wrong("has no identifier");
  if (manifest.revealed ? !/^9\d{9}$/.test(numbers[0]?.value ?? "") : numbers.length > 0) wrong(manifest.revealed ? "has no health number" : "has a health number");
  if (!manifest.revealed && patient.birthDate !== undefined && !/^\d{4}$/.test(patient.birthDate)) wrong("has more than a birth year");
  if (!manifest.revealed && patient.deceasedDateTime !== undefined) wrong("has a day of death");
  for (const n of patient.name ?? []) if (n.family || n.given || n.text) wrong("has a name");
  const allowed = ["resourceType", "id", "identifier", "active", "name", "gender", "birthDate", "deceasedBoolean", "deceasedDateTime", "link"];
  for (const key of Object.keys(patient)) if (!allowed.includes(key)) wrong(`holds ${key}`);
}

function lookAtCoverage(coverage, manifest, wrong) {
  if (coverage.status !== "active") wrong("is not active");
  const number = (coverage.identifier ?? []).find((i) => i.type?.coding?.[0]?.code === "MB");
  if (!number) wrong("has no member number");
  if (!manifest.revealed && number?.system === phnSystem) wrong("has a health number");
}

function count(manifest, found, problems) {
  const differs = (what, is, says) => is !== says && problems.push(`manifest.json: ${what} is ${says}, and ${is} were read`);
  for (const code of changeTypes) differs(`members.${code}`, found.changes[code], manifest.members[code]);
  const c = found.changes;
  differs("current_members", c.new + c.changed + c.nochange, manifest.current_members);
  differs("groups", found.lines.Group ?? 0, manifest.groups);
  differs("patients", found.lines.Patient ?? 0, manifest.patients);
  if (manifest.before === null && c.changed + c.nochange + c.dropped + c.cancelled > 0) problems.push("manifest.json: nothing stood before, and not everybody is new");
  for (const o of manifest.output) {
    if (o.url !== `${o.type}.ndjson`) problems.push(`manifest.json: output of ${o.type} is ${o.url}`);
    differs(`output.${o.type}`, found.lines[o.type], o.count);
  }
  differs("output", Object.keys(found.lines).length, manifest.output.length);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.length < 3) {
    console.error("usage: node check.mjs FOLDER...");
    process.exit(2);
  }
  for (const folder of process.argv.slice(2)) {
    const { problems, found } = await check(folder);
    for (const p of problems.slice(0, 20)) console.error(p);
    if (problems.length > 20) console.error(`and ${problems.length - 20} more`);
    if (problems.length > 0) process.exitCode = 1;
    else console.log(`${folder}: ${Object.entries(found.lines).map(([t, n]) => `${n} ${t}`).join(", ")}: sound (${changeTypes.map((c) => `${found.changes[c]} ${c}`).join(", ")})`);
  }
}
