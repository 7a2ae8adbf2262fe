import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runBranchline } from '../runBranchline';
import type { ServiceDocument, UpdateDocument } from '../../../src/cli/commands/update/document';
import type { LabImage } from '../../lab/registry/content';
import { startRegistry, type RegistryDouble } from '../../lab/registry';
import { push, removeTag } from '../../lab/registry/push';
import { ForgeWorld, manifest } from '../promotion/forgeWorld';

export interface Updated {
  readonly code: number;
  readonly stderr: string;
  readonly stdout: string;
  readonly document: UpdateDocument | undefined;
  /** Of the one service. */
  readonly cart: ServiceDocument;
}

const nothing: ServiceDocument = { service: 'cart', images: [], unread: [] };

/** A forge with one service on `dev` and `test`, a registry with its image, and a catalog. */
export class UpdateWorld {
  private constructor(
    readonly world: ForgeWorld,
    readonly registry: RegistryDouble,
  ) {}

  static async start(): Promise<UpdateWorld> {
    const registry = await startRegistry({ access: { kind: 'open' } });
    const made = new UpdateWorld(await ForgeWorld.start(), registry);
    await made.push('1.0.0');
    await made.world.commit('dev', 'Image', { 'cart.yaml': manifest(`${made.image}:1.0.0`) });
    await made.world.commit('test', 'Image', { 'cart.yaml': manifest(`${made.image}:1.0.0`) });
    await made.catalog(`{ image: "${made.image}", semver: ^1 }`);
    await mkdir(join(made.world.folder, 'docker'));
    return made;
  }

  get image(): string {
    return `${this.registry.host}/shop/cart`;
  }

  /** @param images of the service, each a line of YAML */
  catalog(...images: readonly string[]): Promise<void> {
    return this.write([
      'services:',
      `  - name: cart`,
      `    repository: ${JSON.stringify(this.world.url)}`,
      ...(images.length === 0 ? [] : ['    update:', '      images:', ...images.map((image) => `        - ${image}`)]),
    ]);
  }

  write(services: readonly string[]): Promise<void> {
    const lines = ['version: 1', 'environments: [{ name: dev }, { name: test }]', ...services, ''];
    return writeFile(join(this.world.folder, 'branchline.yaml'), lines.join('\n'));
  }

  push(tag: string, more: Partial<LabImage> = {}): Promise<string> {
    return push(this.registry, { repository: 'shop/cart', tag, content: tag, ...more });
  }

  remove(tag: string): Promise<void> {
    return removeTag(this.registry, 'shop/cart', tag);
  }

  environment(person: 'ada' | 'bob' = 'ada'): Readonly<Record<string, string>> {
    return { ...this.world.environment(person), DOCKER_CONFIG: join(this.world.folder, 'docker') };
  }

  update(...flags: readonly string[]): Promise<Updated> {
    return this.as('ada', ...flags);
  }

  async as(person: 'ada' | 'bob', ...flags: readonly string[]): Promise<Updated> {
    const ran = await this.text(person, ...flags, '--json');
    const document = ran.stdout === '' ? undefined : (JSON.parse(ran.stdout) as UpdateDocument);
    return { ...ran, document, cart: document?.services.find(({ service }) => service === 'cart') ?? nothing };
  }

  async text(person: 'ada' | 'bob', ...flags: readonly string[]): Promise<Omit<Updated, 'document' | 'cart'>> {
    return runBranchline(['update', '--plain-http', this.registry.host, ...flags], {
      environment: this.environment(person),
      folder: this.world.folder,
    });
  }

  /** A file as a branch has it. */
  file(branch: string, path = 'cart.yaml'): Promise<string> {
    return this.world.git('show', `${branch}:${path}`);
  }

  async end(): Promise<void> {
    await this.registry.stop();
    await this.world.end();
  }
}
