import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureServers } from '../../../scripts/servers/ensure';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { Ending } from '../../lab/ending';
import { canonical, documents, exact, ofDocument, ofScalar, scalars } from './readings';

const run = promisify(execFile);

describe('Manifests are read as kubectl itself reads them', function () {
  this.timeout(180_000);
  const ending = new Ending();
  let folder: string;
  let kubectl: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-real-'));
    await ending.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    kubectl = (await ensureServers(['kubernetes'])).command('kubectl');
  });
  after(() => ending.run());

  /** What kubectl makes of it without any server, as the text of JSON; nothing where it refuses. */
  const truth = async (text: string): Promise<string | undefined> => {
    const file = join(folder, 'manifest.yaml');
    await writeFile(file, text);
    // A patch that says nothing: kubectl reads, and prints what it has read.
    const args = ['annotate', '--local', '--dry-run=client', '-o', 'json', '-f', file, 'read=by-kubectl'];
    const said = await run(kubectl, args, { env: { ...process.env, HOME: folder, KUBECONFIG: '/dev/null' } }).catch(
      () => undefined,
    );
    return said && canonical(parseExact(said.stdout));
  };

  const ours = (text: string): string | undefined => {
    const { objects, problems } = readManifestFile('manifest.yaml', text);
    const [object] = objects;
    if (!object || problems.some(({ code }) => code !== 'duplicateKey')) return undefined;
    return canonical(object.value);
  };

  for (const scalar of scalars) {
    it(`v: ${JSON.stringify(scalar)}`, async () => {
      const text = ofScalar(scalar);
      assert.equal(ours(text), await truth(text));
    });
  }
  for (const [what, content] of Object.entries(documents)) {
    it(what, async () => {
      const text = ofDocument(content);
      assert.equal(ours(text), await truth(text));
    });
  }
});

function parseExact(json: string): unknown {
  const marked = json.replaceAll(
    /("(?:[^"\\]|\\.)*")|(?<![\d.eE+-])(-?\d+)(?![\d.eE])/g,
    (whole, text?: string) => text ?? `"int ${whole}"`,
  );
  return exact(JSON.parse(marked));
}
