import { stringify } from 'yaml';
import { bundledSchema } from '../../src/core/cluster/schemas/bundled';
import { trim } from '../../src/core/cluster/watch/trim';
import { compareManifests } from '../../src/core/drift/compare';
import { readManifestFile } from '../../src/core/manifest/read/readManifestFile';
import { time } from './harness';
import { fleetOf } from './probes/driftFleet';

const { desired, live } = fleetOf(200);
const objects = live.map((item) => trim(item, item as { apiVersion: string; kind: string }));
const documents = desired.map((object) => stringify(object));
let lines = 0;
const text = documents.filter((document) => (lines += document.split('\n').length) <= 500).join('---\n');

/** As between two keystrokes: one letter of a value in the middle is another. */
let stroke = 0;
const edited = () => text.replace(/value 3/, `value ${String(++stroke)}`);
const floor = `floor: reading a manifest of ${text.split('\n').length} lines once`;
const world = { objects, unseen: () => undefined };
const options = { schemaOf: bundledSchema, namespace: 'shop' };

await time(floor, () => readManifestFile('a.yaml', edited()), { rounds: 40, warmup: 10 });
await time(
  'one edit of it: read, held against 200 live objects',
  () => compareManifests([readManifestFile('a.yaml', edited())], world, options),
  { rounds: 40, warmup: 10, target: 16, against: floor },
);
