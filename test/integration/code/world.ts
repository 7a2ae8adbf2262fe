import assert from 'node:assert/strict';
import type { CodeDocument, ImageCodeDocument } from '../../../src/cli/output/codeDocument';
import type { LabImage } from '../../lab/registry/content';
import { manifest } from '../promotion/forgeWorld';
import { runBranchline } from '../runBranchline';
import { UpdateWorld } from '../update/world';

export interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly document: {
    readonly body?: string;
    readonly commit?: string;
    readonly pullRequest?: { readonly number: number; readonly action: string };
    readonly code?: CodeDocument;
    readonly deployments?: readonly { readonly commit: string; readonly code?: CodeDocument }[];
  };
}

const app = 'gitops/app';

/** The updater's world, with the repository of the code that its image is built from: `dev` is one version ahead of `test`. */
export class CodeWorld {
  private constructor(
    readonly here: UpdateWorld,
    /** Of the code: three on `main`, oldest first, and one beside the last. */
    readonly commits: {
      readonly first: string;
      readonly second: string;
      readonly third: string;
      readonly beside: string;
    },
  ) {}

  static async start(): Promise<CodeWorld> {
    const here = await UpdateWorld.start();
    const { forge } = here.world;
    await forge.createRepository(app, { defaultBranch: 'main' });
    const first = await forge.commit(app, 'main', 'First', { a: '1' });
    const second = await forge.commit(app, 'main', 'Pay by card (#3)\n\nPromotion-Target: prod', { a: '2' });
    const beside = await forge.commit(app, 'beside', 'Beside', { b: '1' }, { from: 'main' });
    const third = await forge.commit(app, 'main', '@all <b>x</b> `y', { a: '3' });
    const made = new CodeWorld(here, { first, second, third, beside });
    await made.push('1.0.0', first);
    await made.push('1.1.0', third);
    await made.deploy('dev', '1.1.0');
    return made;
  }

  get source(): string {
    return `${this.here.world.forge.url}/${app}`;
  }

  get image(): string {
    return this.here.image;
  }

  push(tag: string, revision: string, more: Partial<LabImage> = {}, source = this.source): Promise<string> {
    const annotations = {
      'org.opencontainers.image.source': source,
      'org.opencontainers.image.revision': revision,
    };
    return this.here.push(tag, { annotations, ...more });
  }

  deploy(branch: string, version: string, image = this.image): Promise<string> {
    const separator = version.startsWith('sha256:') ? '@' : ':';
    const files = { 'cart.yaml': manifest(`${image}${separator}${version}`) };
    return this.here.world.commit(branch, `Image ${version}`, files);
  }

  async run(...args: readonly string[]): Promise<Told> {
    const ran = await this.text(...args, '--json');
    return { ...ran, document: (ran.stdout === '' ? {} : JSON.parse(ran.stdout)) as Told['document'] };
  }

  text(...args: readonly string[]): Promise<Omit<Told, 'document'>> {
    return runBranchline(args, { environment: this.here.environment(), folder: this.here.world.folder });
  }

  plan(...flags: readonly string[]): Promise<Told> {
    return this.run('plan', ...this.edge, ...flags);
  }

  promote(...flags: readonly string[]): Promise<Told> {
    return this.run('promote', ...this.edge, ...flags);
  }

  get edge(): readonly string[] {
    return ['--repo', this.here.world.url, '--from', 'dev', '--to', 'test'];
  }

  body(): string {
    const [open] = this.here.world.open();
    assert.ok(open, 'a pull request is open');
    return open.body;
  }

  end(): Promise<void> {
    return this.here.end();
  }
}

/** The one image of a document. */
export function only(code: CodeDocument | undefined): ImageCodeDocument {
  const [image, ...others] = code?.images ?? [];
  assert.ok(image && others.length === 0, JSON.stringify(code));
  return image;
}
