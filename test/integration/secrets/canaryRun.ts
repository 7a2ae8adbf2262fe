import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCli } from '../../../src/cli/run';
import { World } from '../promotion/world';
import { prefixed, type SecretPlace } from './places';
import { Heard, marker } from './search';

/** A repository with secrets in given places, and all that the command line says of it. */
export class CanaryRun {
  readonly heard = new Heard();
  readonly canaries: Record<string, string> = {};
  private readonly world = new World();
  private readonly folder = mkdtempSync(join(tmpdir(), 'branchline-canary-'));

  constructor(private readonly places: readonly SecretPlace[]) {}

  dispose(): void {
    this.world.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Each version has values of its own: one that both branches had, one that the source has, a hotfix, and an older one. */
  async run(ownedKeys: readonly string[] = []): Promise<void> {
    const { world } = this;
    const start = await world.commit('dev', 'start', { 'app.yaml': app('v1'), ...this.version('old') });
    await world.reset('test', start);
    await world.commit('dev', 'next', { 'app.yaml': app('v2'), ...this.version('next') });
    this.catalog(ownedKeys);
    await this.commands();
    await world.commit('test', 'hotfix', { ...this.version('hotfix') });
    await this.commands();
    await world.commit(
      'test',
      'gone',
      Object.fromEntries(Object.keys(this.version('hotfix')).map((path) => [path, null])),
    );
    await this.commands([['--json']]);
    await this.offline();
    this.kept();
  }

  /** Each place by itself: what cannot be read of one would end the comparison of all. */
  private async offline(): Promise<void> {
    for (const [index, place] of this.places.entries()) {
      const paths = (['next', 'old'] as const).map((name) => {
        const folder = join(this.folder, 'files', String(index), name);
        const files = Object.entries(place.files(this.canary(place, name)));
        for (const [path, text] of files) write(join(folder, path), text);
        return files.length === 1 ? join(folder, files[0]?.[0] ?? '') : folder;
      });
      const [desired = '', live = ''] = paths;
      for (const form of [[], ['--json']]) await this.cli(['drift', '--desired', desired, '--live', live, ...form]);
    }
    rmSync(join(this.folder, 'files'), { recursive: true });
  }

  private canary(place: SecretPlace, name: string): string {
    return (this.canaries[`${place.name}, ${name}`] ??= marker());
  }

  version(name: string): Readonly<Record<string, string>> {
    const files = this.places.map((place, index) => {
      return prefixed(`p${index}/`, place.files(this.canary(place, name)));
    });
    return Object.assign({}, ...files) as Record<string, string>;
  }

  private catalog(ownedKeys: readonly string[]): void {
    const lines = [
      'version: 1',
      'environments:',
      '  - { name: dev, branch: dev }',
      '  - { name: test, branch: test }',
      'content:',
      `  environmentOwned: { keys: ${JSON.stringify(ownedKeys)} }`,
      // Nobody answers there: what is said is of the manifests.
      'update: { images: [{ image: "127.0.0.1:1/shop/web", digest: pin }] }',
      'services:',
      `  - { name: cart, repository: ${JSON.stringify(this.world.path)} }`,
    ];
    writeFileSync(join(this.folder, 'branchline.yaml'), `${lines.join('\n')}\n`);
  }

  private async commands(forms: readonly (readonly string[])[] = [[], ['--json']]): Promise<void> {
    const edge = ['--repo', this.world.path, '--from', 'dev', '--to', 'test'];
    const back = ['--repo', this.world.path, '--branch', 'test'];
    const all = [
      ['plan', ...edge],
      ['promote', ...edge, '--dry-run', '--no-pr', '--include-reintroduced'],
      ['return', ...edge, '--dry-run', '--no-pr'],
      ['rollback', ...back, '--to', 'test~1', '--dry-run', '--no-pr'],
      ['rollback', ...back, '--undo', 'test', '--dry-run', '--no-pr'],
      ['rollback', ...back, '--compare', 'test'],
      ['history', ...back],
      ['where', 'v2'],
      ['update', '--dry-run'],
      ['status'],
    ];
    for (const args of all) for (const form of forms) await this.cli([...args, ...form]);
  }

  private async cli(args: readonly string[]): Promise<void> {
    const said: string[] = [];
    const code = await runCli(args, {
      environment: { BRANCHLINE_CACHE: join(this.folder, 'cache') },
      folder: this.folder,
      signal: new AbortController().signal,
      print: (text) => said.push(text),
      warn: (text) => said.push(text),
    });
    const name = args.filter((arg) => !arg.startsWith('/')).join(' ');
    this.heard.add(`branchline ${name} (${code})`, said.join('\n'));
  }

  private kept(): void {
    for (const entry of readdirSync(this.folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      this.heard.add(`kept: ${entry.name}`, readFileSync(path, 'latin1'));
    }
  }
}

/** What is no secret, beside all that is. */
const app = (image: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\ndata:\n  image: ${image}\n`;

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
