import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deployable } from '../../../lab/agent/files';
import { InvalidManifests, parseManifests, render } from '../../../lab/agent/render';
import { readManifests } from '../../../lab/fleet/manifests';

const byName = (objects: readonly { kind: string; metadata: { name: string } }[]) =>
  new Map(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));

describe('Rendering manifests for the agent', () => {
  it('refuses what is no YAML, naming the file', () => {
    assert.throws(
      () => render(new Map([['a/b.yaml', 'kind: [']])),
      (error) => error instanceof InvalidManifests && error.message.startsWith('a/b.yaml: '),
    );
  });

  it('refuses a kustomization that uses more than the lab knows', () => {
    const kustomization = 'apiVersion: x\nkind: Kustomization\nresources: []\nnamePrefix: my-\n';
    assert.throws(() => render(new Map([['kustomization.yaml', kustomization]])), InvalidManifests);
  });

  it('deploys the folder `manifests` where there is one, and never a dot file', () => {
    const files = new Map([
      ['.branchline.yaml', ''],
      ['README.md', ''],
      ['manifests/a.yaml', 'a'],
      ['manifests/.hidden.yaml', ''],
      ['other.yaml', ''],
    ]);
    assert.deepEqual([...deployable(files)], [['a.yaml', 'a']]);
  });

  it('builds the overlay of shipping as kustomize does', async function () {
    const files = await readManifests('shipping');
    const folder = await mkdtemp(join(tmpdir(), 'branchline-kustomize-'));
    try {
      for (const [path, text] of files) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      const built = kustomize(folder);
      if (built === undefined) return void this.skip();
      assert.deepEqual(byName(render(deployable(files))), byName(parseManifests('built', built)));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** What the real tool builds; undefined where this machine has none. */
function kustomize(folder: string): string | undefined {
  try {
    return execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
