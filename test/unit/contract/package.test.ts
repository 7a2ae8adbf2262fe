import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { commandIds } from '../../../src/ui/commands/ids';

const menuEntry = z.object({ command: z.string(), when: z.string().optional() });
const manifest = z
  .object({
    activationEvents: z.array(z.string()),
    main: z.string(),
    icon: z.string(),
    engines: z.object({ vscode: z.string() }),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    capabilities: z.object({ untrustedWorkspaces: z.object({ restrictedConfigurations: z.array(z.string()) }) }),
    contributes: z.object({
      commands: z.array(
        z.object({ command: z.string(), title: z.string(), category: z.string(), enablement: z.string().optional() }),
      ),
      menus: z.record(z.string(), z.array(menuEntry)),
      viewsWelcome: z.array(z.object({ contents: z.string(), when: z.string() })),
      colors: z.array(z.object({ id: z.string() })),
      configuration: z.object({
        properties: z.record(
          z.string(),
          z.object({ scope: z.string(), markdownDescription: z.string(), default: z.unknown() }),
        ),
      }),
    }),
  })
  .parse(readJson('package.json'));
const nls = z.record(z.string(), z.string()).parse(readJson('package.nls.json'));
const { contributes } = manifest;
const sources = sourcesBelow('src').map((file) => readFileSync(file, 'utf8'));
const code = sources.join('\n');

describe('package.json and the code agree', () => {
  it('on commands: each is contributed, listed and in a file of its own', () => {
    const contributed = contributes.commands.map(({ command }) => command).sort();
    assert.deepEqual(contributed, [...commandIds].sort());
    const made = [...code.matchAll(/(?:command|grouping)\(\s*'(branchline\.\w+)'/g)].map(([, id]) => id).sort();
    assert.deepEqual(made, contributed);
    assert.ok(contributes.commands.every(({ category }) => category === 'Branchline'));
  });

  it('on menus: each entry runs a command that is there', () => {
    for (const entry of Object.values(contributes.menus).flat()) {
      assert.ok((commandIds as readonly string[]).includes(entry.command), entry.command);
    }
  });

  it('on `when` keys: ours are set by the code, the others are the editor’s', () => {
    const conditions = [
      ...Object.values(contributes.menus).flatMap((entries) => entries.map(({ when }) => when ?? '')),
      ...contributes.viewsWelcome.map(({ when }) => when),
      ...contributes.commands.map(({ enablement }) => enablement ?? ''),
    ];
    const keys = new Set(conditions.flatMap((when) => when.replace(/\/[^/]*\//g, '').match(/[a-zA-Z][\w.]*/g) ?? []));
    const values = ['branchline.fleet', 'service', 'environment', ...welcomeStates()];
    const editors = ['view', 'viewItem', 'isWorkspaceTrusted'];
    for (const key of keys) {
      if (values.includes(key) || editors.includes(key)) continue;
      assert.match(code, new RegExp(`'${key.replaceAll('.', '\\.')}'`), `nobody sets ${key}`);
    }
  });

  it('on the states of the view: each has a welcome, but for the one with a fleet', () => {
    const declared = /export type FleetState = ([^;]+);/.exec(code)?.[1] ?? '';
    const states = [...declared.matchAll(/'(\w+)'/g)].flatMap(([, state]) => state ?? []);
    assert.deepEqual(welcomeStates().sort(), states.filter((state) => state !== 'ready').sort());
  });

  it('on the words that menus look for in rows: nodes say them', () => {
    const conditions = Object.values(contributes.menus).flatMap((entries) => entries.map(({ when }) => when ?? ''));
    const words = new Set(
      conditions.flatMap((when) =>
        [...when.matchAll(/viewItem =~ \/([^/]+)\//g)].flatMap(
          ([, text]) => text?.replaceAll('\\b', ' ').match(/[a-z]\w+/gi) ?? [],
        ),
      ),
    );
    const tree = sourcesBelow('src/ui/tree')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    for (const word of words) assert.match(tree, new RegExp(`'(?:[\\w ]* )?${word}(?: [\\w ]*)?'`), word);
  });

  it('on settings: each is read, has a scope, a default and a description', () => {
    const { properties } = contributes.configuration;
    const declared = /export const settingKeys = \[([^\]]+)\]/.exec(code)?.[1] ?? '';
    const keys = [...declared.matchAll(/'([\w.]+)'/g)].map(([, key]) => `branchline.${key ?? ''}`).sort();
    assert.deepEqual(Object.keys(properties).sort(), keys);
    for (const [key, setting] of Object.entries(properties)) {
      assert.notEqual(setting.default, undefined, key);
      assert.match(setting.scope, /^(machine|window|resource)$/, key);
    }
    for (const key of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations)
      assert.ok(key in properties, key);
  });

  it('on texts: each %key% has one, and none is left over', () => {
    const used = [...readFileSync('package.json', 'utf8').matchAll(/"%([\w.]+)%"/g)].flatMap(([, key]) => key ?? []);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(nls).sort());
  });

  it('on colours', () => {
    const used = new Set([...code.matchAll(/'(branchline\.(?:drift\.\w+|pending))'/g)].flatMap(([, id]) => id ?? []));
    used.delete('branchline.drift.decorations');
    const contributed = contributes.colors.map(({ id }) => id);
    for (const id of used) if (!id.startsWith('branchline.drift.problems')) assert.ok(contributed.includes(id), id);
    for (const id of contributed) assert.ok(used.has(id), `${id} is not used`);
  });

  it('on remedies: each offers a command that is there', () => {
    const remedies = [...code.matchAll(/command: '(\w+\.[\w.]+)'/g)].flatMap(([, id]) => id ?? []);
    for (const id of remedies) {
      assert.ok(
        [...commandIds, 'vscode.open', 'workbench.trust.manage', 'workbench.action.openSettings'].includes(id),
        id,
      );
    }
  });

  it('on when it starts: with its view, and where there is a catalog', () => {
    assert.deepEqual(manifest.activationEvents, ['workspaceContains:**/branchline.yaml']);
  });

  it('on files: icons and schemas are there', () => {
    const named = [...readFileSync('package.json', 'utf8').matchAll(/"(?:\.\/)?((?:media|schemas)\/[^"]+)"/g)];
    for (const [, file] of named) assert.ok(existsSync(file ?? ''), file);
  });

  it('on the oldest editor: its types are those that the code is checked against', () => {
    const minor = (version: string) => version.replace(/^\D*/, '').split('.').slice(0, 2).join('.');
    assert.equal(minor(manifest.devDependencies['@types/vscode'] ?? ''), minor(manifest.engines.vscode));
  });

  it('on dependencies: each of the run time has its reason', () => {
    const reasons = readFileSync('docs/dependencies.md', 'utf8');
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      assert.match(version, /^\d+\.\d+\.\d+$/, `${name} is not pinned`);
      assert.ok(reasons.includes(`| \`${name}\` | ${version} |`), `${name} ${version} has no reason`);
    }
  });
});

function welcomeStates(): string[] {
  return contributes.viewsWelcome.flatMap(({ when }) => /branchline\.state == (\w+)/.exec(when)?.[1] ?? []);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}
