import { stringify } from 'yaml';
import { bundledSchema } from '../../src/core/cluster/schemas/bundled';
import { trim } from '../../src/core/cluster/watch/trim';
import { compareManifests } from '../../src/core/drift/compare';
import { readManifestFile } from '../../src/core/manifest/read/readManifestFile';
import { sample, time } from './harness';
import { fleetOf } from './probes/driftFleet';
import { collectedHeap } from './probes/heap';

for (const count of [1_000, 4_000]) {
  const { desired, live } = fleetOf(count);
  const yaml = desired.map((object) => stringify(object));
  const json = JSON.stringify({ items: live });

  const read = () => yaml.map((text, at) => readManifestFile(`${at}.yaml`, text));
  const parse = () => (JSON.parse(json) as { items: unknown[] }).items;
  const received = () => parse().map((item) => trim(item, item as { apiVersion: string; kind: string }));
  const compare = (files: ReturnType<typeof read>, objects: ReturnType<typeof received>) =>
    compareManifests(files, { objects, unseen: () => undefined }, { schemaOf: bundledSchema });

  // Enough for a median; the larger fleet takes seconds a round.
  const pace = count === 1_000 ? { rounds: 5, warmup: 2 } : { rounds: 3, warmup: 1 };
  const floor = `floor: read ${count} manifests, parse as many live objects`;
  await time(floor, () => [read(), parse()], pace);
  await time(`drift of ${count} objects from text to report`, () => compare(read(), received()), {
    ...pace,
    against: floor,
  });

  const before = collectedHeap();
  const files = read();
  const heap = (collectedHeap() - before) / 1e6;
  await sample(`heap of ${count} manifests that were read`, 'MB', () => heap, { rounds: 1, warmup: 0 });
  const objects = received();
  await time(`drift of ${count} objects that are read already`, () => compare(files, objects), {
    rounds: 7,
    ...(count === 1_000 ? { target: 300 } : {}),
  });
  await sample(
    `objects compared, of ${count}`,
    '1/s',
    () => {
      const started = performance.now();
      compare(files, objects);
      return (count * 1000) / (performance.now() - started);
    },
    { rounds: 7 },
  );

  // A figure for work that was not done is worth nothing.
  const { counts } = compare(files, objects);
  if (counts.none !== count - Math.floor(count / 10)) throw new Error(`Counted ${JSON.stringify(counts)}.`);
}
