// A check that cannot fail is none: every way of breaking an export must be
// found, for its own reason.
//
//   EXPORT=FOLDER node --test check.test.mjs
//
// The export must be one against an earlier one, without health numbers, with
// somebody who is dropped and somebody who is as before. A few members of it are
// enough: what is broken is made of those.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { check } from "./check.mjs";

const whole = process.env.EXPORT;
if (!whole) throw new Error("EXPORT names the folder of an export");
const changeTypes = ["new", "changed", "nochange", "dropped", "cancelled"];

const lines = (folder, type) => readFileSync(join(folder, `${type}.ndjson`), "utf8").trimEnd().split("\n");
const changeOf = (member) => member.extension[0].valueCode;

/** put writes the lines of a type, and tells the manifest. */
function put(folder, manifest, type, all) {
  const text = all.map((l) => `${typeof l === "string" ? l : JSON.stringify(l)}\n`).join("");
  writeFileSync(join(folder, `${type}.ndjson`), text);
  const file = manifest.files.find((f) => f.name === `${type}.ndjson`);
  file.sha256 = createHash("sha256").update(text).digest("hex");
  return file;
}

const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
const putManifest = (folder, manifest) => writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));

/** few makes a sound export of a few members of each group. */
function few(folder) {
  const manifest = manifestOf(whole);
  mkdirSync(folder);
  const people = new Set();
  manifest.members = Object.fromEntries(changeTypes.map((c) => [c, 0]));
  const groups = lines(whole, "Group").map((l) => {
    const group = JSON.parse(l);
    const left = Object.fromEntries(changeTypes.map((c) => [c, 2]));
    group.member = group.member.filter((m) => left[changeOf(m)]-- > 0);
    for (const m of group.member) {
      people.add(m.entity.reference.slice("Patient/".length));
      manifest.members[changeOf(m)]++;
    }
    group.quantity = group.member.filter((m) => !m.inactive).length;
    return group;
  });
  manifest.current_members = manifest.members.new + manifest.members.changed + manifest.members.nochange;
  manifest.patients = people.size;
  for (const o of manifest.output) {
    let all = o.type === "Group" ? groups : lines(whole, o.type);
    if (o.type === "Patient" || o.type === "Coverage") all = all.map((l) => JSON.parse(l)).filter((r) => people.has(r.id));
    for (const r of all) delete r.link; // to somebody who may be left out
    o.count = put(folder, manifest, o.type, all).rows = all.length;
  }
  putManifest(folder, manifest);
}

const room = mkdtempSync(join(tmpdir(), "fhir-check-"));
const sound = join(room, "sound");
few(sound);
test.after(() => rmSync(room, { recursive: true }));

/** broken changes the lines of a type, and tells the manifest, unless it must not. */
async function broken(type, change, { tell = true } = {}) {
  const folder = mkdtempSync(join(room, "broken-"));
  cpSync(sound, folder, { recursive: true });
  const manifest = manifestOf(folder);
  put(folder, manifest, type, change(lines(folder, type)));
  if (tell) putManifest(folder, manifest);
  return (await check(folder)).problems;
}

/** edited changes the first resource of a type for which it can be changed. */
const edited = (type, change, options) =>
  broken(type, (all) => {
    let done = false;
    const changed = all.map((l) => {
      const resource = JSON.parse(l);
      if (done || change(resource) === false) return l;
      done = true;
      return resource;
    });
    assert.ok(done, `no ${type} to break`);
    return changed;
  }, options);

const found = (problems, what) => assert.ok(problems.some((p) => what.test(p)), `not found: ${what} in ${problems.join("; ")}`);

/** withChange finds a member by its change type. */
const withChange = (group, ...codes) => group.member.find((m) => codes.includes(m.extension[0].valueCode));
const drop = (change) => (group) => {
  const m = withChange(group, "dropped");
  return m ? change(m, group) : false;
};

test("what is not broken is sound", async () => assert.deepEqual((await check(sound)).problems, []));
test("no manifest", async () => found((await check(room)).problems, /no manifest.json/));

const ways = [
  ["a line that is no JSON", () => broken("Patient", (all) => ["{", ...all.slice(1)]), /^Patient.ndjson:1: is no JSON/],
  ["a line more", () => broken("Patient", (all) => [...all, all[0]]), /is there twice/],
  ["a line less", () => broken("Organization", (all) => all.slice(1)), /is not in the export/],
  ["bytes the manifest does not know", () => edited("Organization", (o) => void (o.name += "."), { tell: false }), /is not what the manifest says/],
  ["an element that R4 does not know", () => edited("Group", (g) => void (g.colour = "red")), /Unexpected property/],
  ["an element that is missing", () => edited("Coverage", (c) => void delete c.beneficiary), /Missing property/],
  ["a code that R4 does not know", () => edited("Patient", (p) => void (p.gender = "F")), /not found in value set/],
  ["a date that is none", () => edited("Patient", (p) => void (p.birthDate = "70")), /Invalid date format/],
  ["an id with a sign that is not allowed", () => edited("Practitioner", (p) => void (p.id = "a_b")), /no id that FHIR allows/],
  ["another type of resource", () => edited("Practitioner", (p) => void (p.resourceType = "Person")), /is a Person/],
  ["a member who is nobody", () => edited("Group", (g) => void (g.member[0].entity.reference = "Patient/nobody")), /Patient\/nobody is not in the export/],
  ["a managing organization", () => edited("Group", (g) => void (g.managingEntity.reference = "Organization/MSP")), /leads to Organization/],
  ["a link to nobody", () => edited("Patient", (p) => void (p.link = [{ other: { reference: "Patient/nobody" }, type: "replaced-by" }])), /Patient\/nobody is not in the export/],
  ["a reference without an end", () => edited("Group", (g) => void (g.member[0].entity = {})), /leads nowhere/],
  ["a group of animals", () => edited("Group", (g) => void (g.type = "animal")), /type is not person/],
  ["a group that is no group", () => edited("Group", (g) => void (g.actual = false)), /actual is not true/],
  ["a list without a status", () => edited("Group", (g) => void (g.extension = [])), /status of the list/],
  ["a member without a change type", () => edited("Group", (g) => void g.member[0].extension.shift()), /change type is missing/],
  ["a change type of its own", () => edited("Group", (g) => void (g.member[0].extension[0].valueCode = "add")), /change type is missing or unknown/],
  ["a change type that is not so", () => edited("Group", (g) => { const m = withChange(g, "nochange"); if (!m) return false; m.extension[0].valueCode = "new"; }), /members.new is/],
  ["a dropped member who is active", () => edited("Group", drop((m) => void (m.inactive = false))), /is dropped, and inactive is false/],
  ["a dropped member without an end", () => edited("Group", drop((m) => void delete m.period.end)), /is dropped and has no last day/],
  ["an end before the beginning", () => edited("Group", drop((m) => void (m.period.end = "1999-01-01"))), /ends before it begins/],
  ["a member who is there twice", () => edited("Group", (g) => void g.member.push(g.member[0])), /is there twice/],
  ["a member too many in the count", () => edited("Group", (g) => void g.quantity++), /Group.quantity is/],
  ["a health number", () => edited("Patient", (p) => void (p.identifier[0].value = "9698658215")), /ten digits/],
  ["a health number under its system", () => edited("Patient", (p) => void (p.identifier[0].system = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-bc-patient-healthcare-id")), /has a health number/],
  ["a date of birth", () => edited("Patient", (p) => void (p.birthDate = "1970-01-01")), /more than a birth year/],
  ["a name", () => edited("Patient", (p) => void (p.name = [{ family: "Doe" }])), /has a name/],
  ["an address", () => edited("Patient", (p) => void (p.address = [{ city: "Hope" }])), /holds address/],
  ["a coverage that has ended", () => edited("Coverage", (c) => void (c.status = "cancelled")), /is not active/],
];
for (const [name, way, what] of ways) test(name, async () => found(await way(), what));
