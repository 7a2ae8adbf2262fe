/**
 * Run as a process of its own: compares Secrets that differ, keeps all of it, and falls over an error that nobody
 * catches, so that Node writes its report.
 */
import { readFileSync } from 'node:fs';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import type { LiveObject } from '../../../src/core/cluster/live';
import { compareManifests } from '../../../src/core/drift/compare';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';

const [, , desired = '', live = ''] = process.argv;
const file = readManifestFile('secret.yaml', readFileSync(desired, 'utf8'));
const objects = [JSON.parse(readFileSync(live, 'utf8')) as LiveObject];
const report = compareManifests(
  [file],
  { objects, unseen: () => undefined },
  // What is asked for in the midst of a comparison, with all values at hand.
  {
    schemaOf: (kind) => {
      if (process.env['BRANCHLINE_CRASH'] === 'within') queueMicrotask(() => fail(kind));
      return bundledSchema(kind);
    },
  },
);
if (process.env['BRANCHLINE_CRASH'] !== 'within') fail(report);

function fail(seen: unknown): never {
  throw new TypeError(`it broke at ${JSON.stringify(seen)}`);
}
