import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { ensureServers } from '../../../scripts/servers/ensure';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { Ending } from '../../lab/ending';
import { canonical, documents, ofDocument, ofScalar, scalars } from './readings';

const run = promisify(execFile);

/** Keys that are no text stop kustomize, whatever we make of them: then nothing is rendered, and nothing compared. */
const refused: ReadonlySet<string> = new Set(['{yes: 1, 0644: 2, n: 3}', 'keys that are no text']);

describe('Manifests are read as kustomize itself reads them', function () {
  this.timeout(180_000);
  const ending = new Ending();
  let folder: string;
  let kubectl: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-real-'));
    await ending.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    kubectl = (await ensureServers(['kubernetes'])).command('kubectl');
    await writeFile(join(folder, 'kustomization.yaml'), 'resources: [manifest.yaml]\n');
  });
  after(() => ending.run());

  /** What kustomize prints of it; nothing where it refuses. It quotes all text that could be read as anything else. */
  const truth = async (text: string): Promise<string | undefined> => {
    await writeFile(join(folder, 'manifest.yaml'), text);
    const env = { ...process.env, HOME: folder, KUBECONFIG: '/dev/null' };
    const said = await run(kubectl, ['kustomize', folder], { env }).catch(() => undefined);
    return said && canonical(parse(said.stdout, { intAsBigInt: true }));
  };

  const ours = (text: string): string | undefined => {
    const { objects, problems } = readManifestFile('manifest.yaml', text, { reader: 'kustomize' });
    const [object] = objects;
    return object && problems.length === 0 ? canonical(object.value) : undefined;
  };

  const check = async (what: string, text: string): Promise<void> => {
    const said = await truth(text);
    if (refused.has(what)) assert.equal(said, undefined);
    else assert.equal(ours(text), said);
  };

  for (const scalar of scalars) {
    it(`v: ${JSON.stringify(scalar)}`, () => check(scalar, ofScalar(scalar)));
  }
  for (const [what, content] of Object.entries(documents)) {
    it(what, () => check(what, ofDocument(content)));
  }
});
