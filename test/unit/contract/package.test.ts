import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { schemaFiles } from '../../../src/core/catalog/jsonSchema';
import { commandIds } from '../../../src/ui/commands/ids';
import { caught, conditions, contributes, manifest, manifestText, nls, sourceText } from './manifest';

const ours: readonly string[] = commandIds;
const code = sourceText('src');

/** What the editor itself knows, of all that package.json and the code name. */
const editorsCommands = [
  'markdown.preview.refresh',
  'markdown.showPreview',
  'setContext',
  'vscode.changes',
  'vscode.diff',
  'vscode.open',
  'vscode.openFolder',
  'workbench.action.openSettings',
  'workbench.action.openWalkthrough',
  'workbench.action.reloadWindow',
  'workbench.trust.manage',
];
const editorsKeys = ['view', 'viewItem', 'isWorkspaceTrusted', 'false'];

describe('package.json and the code agree', () => {
  it('on commands: each is contributed, made once, and stands in the table', () => {
    const contributed = contributes.commands.map(({ command }) => command).sort();
    assert.deepEqual(contributed, ours.toSorted());
    const made = [...code.matchAll(/export const (\w+) = (?:command|grouping)\(\s*'(branchline\.\w+)'/g)];
    assert.deepEqual(made.map(([, , id]) => id).sort(), contributed);
    const table = /commands: readonly Command\[\] = \[([^\]]+)\]/.exec(code)?.[1] ?? '';
    assert.deepEqual(made.map(([, name]) => name).sort(), (table.match(/\w+/g) ?? []).sort());
    assert.ok(contributes.commands.every(({ category }) => category === 'Branchline'));
  });

  it('on keys: each is of a command of ours, in a state, and begins as the editor’s own chords do', () => {
    const { keybindings } = contributes;
    assert.equal(new Set(keybindings.map(({ key }) => key)).size, keybindings.length);
    for (const { command, key, mac, when } of keybindings) {
      assert.ok(ours.includes(command), command);
      // A chord that the editor begins itself takes no key away from anybody; with Alt none of its own follows.
      assert.match(key, /^ctrl\+k alt\+[a-z]$/);
      assert.equal(mac, key.replace('ctrl', 'cmd'));
      assert.match(when, /branchline\.state == ready/);
    }
  });

  it('on the walkthrough: six steps, each with a page that ships, ticked off by something that happens', () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.equal(steps.length, 6);
    for (const { media, completionEvents } of steps) {
      assert.ok(existsSync(media.markdown), media.markdown);
      assert.ok(completionEvents.length > 0);
      for (const event of completionEvents) {
        const [, command] = /^onCommand:(.+)$/.exec(event) ?? [];
        assert.ok(
          command === undefined ? event === 'onContext:branchline.state == ready' : ours.includes(command),
          event,
        );
      }
    }
    assert.match(readFileSync('.vscodeignore', 'utf8'), /^!media\/walkthrough\/\*\*$/m);
  });

  it('on commands that something runs: menus, links, rows, remedies', () => {
    const run = [
      ...Object.values(contributes.menus).flatMap((entries) => entries.map(({ command }) => command)),
      ...caught(Object.values(nls).join('\n'), /\(command:([\w.]+)/g),
      ...caught(code, /\(command:([\w.]+)/g),
      ...caught(code, /command(?: =|:) '(\w+\.[\w.]+)'/g),
      ...caught(code, /executeCommand\(\s*'([\w.]+)'/g),
    ];
    assert.ok(run.length > 40, 'the patterns find what they look for');
    const focusing = Object.values(contributes.views).flatMap((views) => views.map(({ id }) => `${id}.focus`));
    for (const id of run) assert.ok([...ours, ...editorsCommands, ...focusing].includes(id), id);
  });

  it('on `when` keys: ours are set by the code, the others are the editor’s', () => {
    const bare = conditions.map((when) => when.replace(/(?:==|!=|=~)\s*(?:\/[^/]*\/|[\w.]+)/g, ''));
    const keys = new Set(bare.flatMap((when) => when.match(/[a-zA-Z][\w.]*/g) ?? []));
    const set = caught(code, /'setContext',\s*('[\w.]+'|\w+)/g).map((key) =>
      key.startsWith("'") ? key.slice(1, -1) : new RegExp(`const ${key} = '([\\w.]+)'`).exec(code)?.[1],
    );
    assert.deepEqual(
      [...keys].filter((key) => !editorsKeys.includes(key)).sort(),
      [...new Set(set)].sort(),
      'used, and set',
    );
  });

  it('on the values that `when` compares with', () => {
    const views = Object.values(contributes.views).flatMap((list) => list.map(({ id }) => id));
    const values = (key: string) => conditions.flatMap((when) => caught(when, new RegExp(`${key} == ([\\w.]+)`, 'g')));
    for (const view of values('\\bview')) assert.ok(views.includes(view), view);
    for (const { view } of contributes.viewsWelcome) assert.ok(views.includes(view), view);
    const groupings = union('Grouping');
    for (const grouping of values('branchline\\.grouping')) assert.ok(groupings.includes(grouping), grouping);
    for (const state of values('branchline\\.state')) assert.ok(union('FleetState').includes(state), state);
  });

  it('on the states of the view: each is reached, and has a welcome but for the one with a fleet', () => {
    const welcomes = contributes.viewsWelcome.flatMap(({ when }) => caught(when, /branchline\.state == (\w+)/g));
    const states = union('FleetState');
    assert.deepEqual(welcomes.sort(), states.filter((state) => state !== 'ready').sort());
    const keeper = sourceText('src/ui/catalog').replace(/export type FleetState = [^;]+;/, '');
    for (const state of states) assert.ok(keeper.includes(`'${state}'`), `nobody reaches ${state}`);
  });

  it('on the words that menus look for in rows: nodes say them', () => {
    const patterns = conditions.flatMap((when) => caught(when, /viewItem =~ \/([^/]+)\//g));
    const words = new Set(patterns.flatMap((text) => text.replaceAll('\\b', ' ').match(/[a-z]\w+/gi) ?? []));
    const rows = sourceText('src/ui/tree') + sourceText('src/ui/history');
    for (const word of words) assert.match(rows, new RegExp(`'(?:[\\w ]* )?${word}(?: [\\w ]*)?'`), word);
  });

  it('on settings: each is read, has a scope, a default and a description', () => {
    const { properties } = contributes.configuration;
    const declared = caught(/export const settingKeys = \[([^\]]+)\]/.exec(code)?.[1] ?? '', /'([\w.]+)'/g);
    const read = caught(sourceText('src/ui'), /\bread\('([\w.]+)'/g);
    assert.deepEqual(read.sort(), declared.toSorted());
    assert.deepEqual(Object.keys(properties).sort(), declared.map((key) => `branchline.${key}`).sort());
    for (const [key, setting] of Object.entries(properties)) {
      assert.notEqual(setting.default, undefined, key);
      assert.match(setting.scope, /^(machine|window|resource)$/, key);
      assert.equal(setting.markdownDescription, `%${key.replace('branchline.', 'setting.')}%`);
    }
    for (const key of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations)
      assert.ok(key in properties, key);
  });

  it('on settings that name machines and accounts: a folder cannot set them, an untrusted one least of all', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const machine = Object.entries(contributes.configuration.properties).filter(([, { scope }]) => scope === 'machine');
    assert.deepEqual(machine.map(([key]) => key).sort(), restrictedConfigurations.toSorted());
  });

  it('on texts: each %key% has one, none is left over, and nothing that people read is written in place', () => {
    const used = caught(manifestText(), /"%([\w.]+)%"/g);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(nls).sort());
    const shown = [
      ...contributes.commands.map(({ title }) => title),
      ...contributes.viewsWelcome.map(({ contents }) => contents),
      ...contributes.colors.map(({ description }) => description),
      ...Object.values(contributes.views).flatMap((views) => views.map(({ name }) => name)),
    ];
    for (const text of shown) assert.match(text, /^%[\w.]+%$/);
  });

  it('on colours: each that is contributed is used, and the other way about', () => {
    const named = caught(code, /'(branchline\.(?:drift\.\w+|pending))'/g);
    const used = new Set(named.filter((id) => !(id in contributes.configuration.properties)));
    assert.deepEqual([...used].sort(), contributes.colors.map(({ id }) => id).sort());
  });

  it('on when it starts: with its view, where there is a catalog, and by a link', () => {
    assert.deepEqual(manifest.activationEvents, ['workspaceContains:**/branchline.yaml', 'onUri']);
    assert.deepEqual(
      caught(code, /createTreeView\('([\w.]+)'/g),
      Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id)),
    );
  });

  it('on files: what is named is there, each schema with the file that it describes', () => {
    for (const file of caught(manifestText(), /"(?:\.\/)?((?:media|schemas|l10n)(?:\/[^"]+)?)"/g)) {
      assert.ok(existsSync(file), file);
    }
    const looks = caught(/export const lineLooks = \[([^\]]+)\]/.exec(code)?.[1] ?? '', /'(\w+)'/g);
    assert.ok(looks.length > 0);
    for (const look of looks) assert.ok(existsSync(`media/drift/${look}.svg`), look);
    const described = contributes.yamlValidation.map(({ fileMatch, url }) => ({
      files: fileMatch,
      schema: url.replace('./schemas/', ''),
    }));
    assert.deepEqual(described, [
      { files: ['branchline.yaml'], schema: 'branchline.schema.json' },
      { files: ['.branchline.yaml'], schema: 'branchline-repository.schema.json' },
    ]);
    for (const { schema } of described) assert.ok(schema in schemaFiles);
  });

  it('on the oldest editor: its types are those that the code is checked against', () => {
    const minor = (version: string) => version.replace(/^\D*/, '').split('.').slice(0, 2).join('.');
    assert.equal(minor(manifest.devDependencies['@types/vscode'] ?? ''), minor(manifest.engines.vscode));
  });

  it('on dependencies: each of the run time is imported, pinned, and has its reason', () => {
    const reasons = readFileSync('docs/dependencies.md', 'utf8');
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      assert.match(version, /^\d+\.\d+\.\d+$/, `${name} is not pinned`);
      assert.match(code, new RegExp(`(?:from|import\\() ?'${name}(?:/[\\w/.-]+)?'`), `${name} is not used`);
      assert.ok(reasons.includes(`| \`${name}\` | ${version} |`), `${name} ${version} has no reason`);
    }
    assert.equal(caught(reasons, /^\| `([^`]+)` \| \d/gm).length, Object.keys(manifest.dependencies).length);
  });

  it('on the version: the change log says what is in it', () => {
    assert.ok(readFileSync('CHANGELOG.md', 'utf8').includes(manifest.version));
  });
});

/** The members of a union of texts that the code declares. */
function union(name: string): string[] {
  const members = caught(new RegExp(`export type ${name} = ([^;]+);`).exec(code)?.[1] ?? '', /'(\w+)'/g);
  assert.ok(members.length > 1, name);
  return members;
}
