import { Owners } from '../../../src/cli/owners';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { parseDocument } from 'yaml';
import { register } from '../../../src/cli/commands/judge';
import type { JudgeCall } from '../../../src/cli/commands/judge/call';
import { settingsOf } from '../../../src/cli/commands/judge/settings';

const folder = 'docs/pipelines/judge';
const files = ['gitea.yml', 'github.yml', 'gitlab.yml'];
const hostile = 'x"; touch pwned; echo $(touch pwned) `touch pwned` \'';
const words = {
  SERVICE: hostile,
  NUMBER: '12',
  CATALOG: hostile,
  CATALOG_URL: hostile,
  RUN_URL: 'https://ci.example.com/runs/7',
  CI_JOB_URL: 'https://ci.example.com/runs/7',
  GITHUB_STEP_SUMMARY: '/tmp/summary.md',
};

describe('The pipelines in docs/pipelines/judge', () => {
  let work: string;
  before(() => {
    work = mkdtempSync(join(tmpdir(), 'branchline-pipelines-'));
    writeFileSync(join(work, 'git'), '#!/bin/sh\n', { mode: 0o755 });
  });
  after(() => rmSync(work, { recursive: true }));

  /** Runs what a shell gets; `code` is what branchline ends with. */
  function run(name: string, code: number): readonly string[] {
    const inside = mkdtempSync(join(work, 'run-'));
    const record = join(inside, 'called');
    const program = `#!/bin/sh\nfor one in "$@"; do printf "%s\\0" "$one"; done > "$RECORD"\nexit ${code}\n`;
    writeFileSync(join(inside, 'branchline'), program, { mode: 0o755 });
    const env = { ...words, RECORD: record, PATH: `${inside}:${work}:${process.env['PATH'] ?? ''}` };
    execFileSync('sh', ['-eu', '-c', scriptsIn(name).join('\n')], { cwd: inside, env, stdio: 'ignore' });
    assert.ok(!readdirSync(inside).includes('pwned'));
    return readFileSync(record, 'utf8').split('\0').slice(0, -1);
  }

  it('are those that are tested', () => assert.deepEqual(readdirSync(folder).toSorted(), files));

  for (const name of files) {
    it(`${name}: its shell runs, and calls branchline with what our parser takes, whatever the names are`, () => {
      const call = parsed(run(name, 0));
      const settings = settingsOf(call);
      assert.equal(call.catalog, 'catalog/branchline.yaml');
      assert.equal(call.post, true);
      assert.deepEqual([settings.number, call.service], call.all ? [undefined, undefined] : [12, hostile]);
    });

    it(`${name}: checks out nothing of the pull request, and puts no name from outside into a script`, () => {
      const text = readFileSync(join(folder, name), 'utf8').replace(/^\s*#.*$/gm, '');
      assert.doesNotMatch(text, /pull_request\.head|head_ref|head\.sha|MERGE_REQUEST/);
      assert.doesNotMatch(text, /^\s*pull_request:/m, 'there, the file would be the pull request’s own');
      assert.doesNotMatch(scriptsIn(name).join('\n'), /\$\{\{/);
      for (const [, checkout = ''] of text.matchAll(/uses: actions\/checkout@v\d+\n\s+with:\n((?:\s{10}.*\n)+)/g)) {
        assert.match(checkout, /repository: gitops\/catalog/);
      }
    });
  }

  for (const name of ['gitea.yml', 'gitlab.yml']) {
    it(`${name}: is well where something may not be merged, and not where something could not be judged`, () => {
      run(name, 2);
      assert.throws(() => run(name, 1));
    });
  }
});

/** As our own command line reads it. */
function parsed(args: readonly string[]): JudgeCall {
  let call: JudgeCall | undefined;
  const program = new Command('branchline').exitOverride().configureOutput({ writeErr: () => undefined });
  const nowhere = { environment: {}, folder: '/', signal: new AbortController().signal };
  register(program, {
    ...nowhere,
    print: () => undefined,
    warn: () => undefined,
    exit: () => undefined,
    owners: new Owners({}),
    call: () => Promise.resolve(1),
  });
  const [judge] = program.commands;
  judge?.copyInheritedSettings(program).action((options: JudgeCall) => {
    call = options;
  });
  program.parse(args, { from: 'user' });
  assert.ok(call);
  return call;
}

/** The texts that a shell gets, in their order. */
function scriptsIn(name: string): readonly string[] {
  const document = parseDocument(readFileSync(join(folder, name), 'utf8'));
  assert.deepEqual([document.errors, document.warnings], [[], []]);
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (!['run', 'script'].includes(key)) visit(inner);
        else if (Array.isArray(inner)) found.push(...inner.map(String));
        else found.push(String(inner));
      }
    }
  };
  visit(document.toJS());
  return found;
}
