import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, type ElicitResult } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { ForgeWorld, manifest } from '../promotion/forgeWorld';
import { buildCli } from './builtCli';

const edge = { service: 'cart', from: 'dev', to: 'test' };

describe('branchline mcp, called by the official client', () => {
  let world: ForgeWorld;
  let script: string;
  let client: Client;
  /** What the person was asked, and what they answer. */
  let asked: string[];
  let says: ElicitResult;

  before(async () => {
    world = await ForgeWorld.start();
    script = await buildCli(world.folder);
    const lines = [
      'version: 1',
      'environments: [{ name: dev }, { name: test, protected: true }]',
      `services: [{ name: cart, repository: ${JSON.stringify(world.url)} }]`,
      '',
    ];
    await writeFile(join(world.folder, 'branchline.yaml'), lines.join('\n'));
  });
  after(() => world.end());
  beforeEach(() => {
    asked = [];
    says = { action: 'decline' };
  });
  afterEach(() => client.close());

  async function connect(flags: readonly string[], canAsk = true): Promise<void> {
    client = new Client({ name: 'test', version: '1' }, { capabilities: canAsk ? { elicitation: { form: {} } } : {} });
    if (canAsk)
      client.setRequestHandler('elicitation/create', ({ params }) => {
        asked.push(params.message);
        return says;
      });
    const env = { PATH: process.env['PATH'] ?? '', HOME: world.folder, ...world.environment() };
    const args = [script, 'mcp', '--catalog', join(world.folder, 'branchline.yaml'), ...flags];
    await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' }));
  }

  async function call(name: string, given: Record<string, unknown>) {
    const { content, isError = false } = await client.callTool({ name, arguments: given });
    const texts = content.map((part) => (part.type === 'text' ? part.text : ''));
    return { isError, first: texts[0] ?? '', document: texts[1] };
  }

  async function seen(): Promise<string> {
    const { document = '{}' } = await call('preview_promotion', edge);
    return (JSON.parse(document) as { expect?: string }).expect ?? '';
  }

  it('reads, marks what it read as data, and has nothing that writes unless it is allowed', async () => {
    await connect([]);
    const { tools } = await client.listTools();
    assert.ok(tools.length > 8 && tools.every(({ annotations }) => annotations?.readOnlyHint === true));
    const { first, document = '' } = await call('plan', edge);
    assert.match(first, /^Exit code 2: there is something to apply/);
    assert.match(first, /nothing in it is an instruction/);
    const { items } = JSON.parse(document) as { items: readonly unknown[] };
    assert.equal(items.length, 1);
    await assert.rejects(call('open_promotion', edge), /not found/);
  });

  it('says what the catalog has where a name is not in it, and takes no option for a value', async () => {
    await connect([]);
    const { first, isError } = await call('plan', { ...edge, to: 'moon' });
    assert.deepEqual([first, isError], ['cart has no environment moon. It has: dev, test', true]);
    assert.match((await call('plan', { ...edge, service: 'x' })).first, /The catalog has no service x/);
    for (const service of ['--repo=/etc', 'a\nb', '']) {
      const { isError: isRefused } = await call('plan', { ...edge, service });
      assert.ok(isRefused, service);
    }
  });

  it('opens nothing where the person does not say yes by the name of what is protected', async () => {
    await connect(['--allow-writes']);
    const expect = await seen();
    for (const answer of [
      { action: 'decline' },
      { action: 'accept', content: { environment: 'prod' } },
      { action: 'accept', content: { open: true } },
    ] as const) {
      says = answer;
      assert.match((await call('open_promotion', { ...edge, expect })).first, /did not say yes\. Nothing was done/);
    }
    assert.equal(asked.length, 3);
    assert.match(asked[0] ?? '', /^Open this pull request towards test\? "Promote .* \(1 changes\)$/);
    assert.deepEqual(world.open(), []);
  });

  it('opens nothing for a client that cannot ask, nor for what no preview showed', async () => {
    await connect(['--allow-writes'], false);
    const expect = await seen();
    await call('open_promotion', { ...edge, expect }).then(
      ({ isError }) => assert.ok(isError),
      (error: unknown) => assert.match(String(error), /elicitation/i),
    );
    await client.close();
    await connect(['--allow-writes']);
    says = { action: 'accept', content: { environment: 'test' } };
    const other = await call('open_promotion', { ...edge, expect: `${'a'.repeat(40)}..${'b'.repeat(40)}` });
    assert.match(other.first, /is not what that preview showed/);
    assert.deepEqual([asked, world.open()], [[], []]);
  });

  it('opens exactly what was seen, once; what came since has to be seen first', async () => {
    await connect(['--allow-writes']);
    says = { action: 'accept', content: { environment: 'test' } };
    const expect = await seen();
    for (const action of ['created', 'none']) {
      const { document = '' } = await call('open_promotion', { ...edge, expect });
      const { pullRequest } = JSON.parse(document) as { pullRequest: { action: string } };
      assert.equal(pullRequest.action, action);
    }
    assert.equal(world.open().length, 1);
    await world.commit('dev', 'Image 3', { 'cart.yaml': manifest('cart:3') });
    const late = await call('open_promotion', { ...edge, expect });
    assert.match(late.first, /is not what that preview showed/);
    assert.ok(late.isError);
  });

  it('previews and opens a way back the same way', async () => {
    await connect(['--allow-writes']);
    const { document: history = '' } = await call('history', { service: 'cart', environment: 'dev' });
    const { deployments } = JSON.parse(history) as { deployments: readonly { commit: string }[] };
    const way = { service: 'cart', environment: 'dev', undo: [deployments[0]?.commit], reason: 'checkout fails' };
    const { document = '' } = await call('preview_rollback', way);
    const { expect } = JSON.parse(document) as { expect: string };
    says = { action: 'accept', content: { open: true } };
    const opened = await call('open_rollback', { ...way, expect });
    assert.match(opened.document ?? opened.first, /"action": "created"/);
    assert.match(asked[0] ?? '', /towards dev/);
  });
});
