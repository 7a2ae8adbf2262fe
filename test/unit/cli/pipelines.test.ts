import { Owners } from '../../../src/cli/owners';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { parseDocument } from 'yaml';
import { register } from '../../../src/cli/commands/verify';
import type { VerifyCall } from '../../../src/cli/commands/verify/call';
import { settingsOf } from '../../../src/cli/commands/verify/settings';

const folder = 'docs/pipelines';

/** What each platform calls the service, the branch and the commit; a branch is named by whoever pushes it. */
const variables: Readonly<Record<string, Readonly<Record<'service' | 'branch' | 'commit', string>>>> = {
  'github.yml': { service: 'SERVICE', branch: 'BRANCH', commit: 'COMMIT' },
  'gitea.yml': { service: 'SERVICE', branch: 'BRANCH', commit: 'COMMIT' },
  'gitlab.yml': { service: 'CI_PROJECT_NAME', branch: 'CI_COMMIT_BRANCH', commit: 'CI_COMMIT_SHA' },
  'azure.yml': { service: 'BUILD_REPOSITORY_NAME', branch: 'BUILD_SOURCEBRANCHNAME', commit: 'BUILD_SOURCEVERSION' },
  'bitbucket.yml': { service: 'BITBUCKET_REPO_SLUG', branch: 'BITBUCKET_BRANCH', commit: 'BITBUCKET_COMMIT' },
  'tekton.yml': { service: 'SERVICE', branch: 'BRANCH', commit: 'COMMIT' },
  Jenkinsfile: { service: 'SERVICE', branch: 'BRANCH_NAME', commit: 'GIT_COMMIT' },
};

const usual = {
  CATALOG_URL: 'https://git.example.com/gitops/catalog.git',
  CATALOG: 'https://git.example.com/gitops/catalog.git',
  RUN_URL: 'https://ci.example.com/runs/7',
  BUILD_URL: 'https://ci.example.com/runs/7',
  GITHUB_STEP_SUMMARY: '/tmp/summary.md',
  KUBECONFIG_READER: 'YQ==',
};
const hostileBranch = 'x"; touch pwned; echo $(touch pwned) `touch pwned` \'';

describe('The pipelines in docs/pipelines', () => {
  let work: string;
  before(() => {
    work = mkdtempSync(join(tmpdir(), 'branchline-pipelines-'));
    const record = '#!/bin/sh\nfor one in "$@"; do printf "%s\\0" "$one"; done > "$RECORD"\n';
    writeFileSync(join(work, 'branchline'), record, { mode: 0o755 });
    writeFileSync(join(work, 'git'), '#!/bin/sh\n', { mode: 0o755 });
  });
  after(() => rmSync(work, { recursive: true }));

  it('are those that are tested', () => {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    assert.deepEqual(files.map((entry) => entry.name).toSorted(), Object.keys(variables).toSorted());
  });

  for (const [name, words] of Object.entries(variables)) {
    it(`${name}: its shell runs, and calls branchline with what our parser takes, whatever the branch is called`, () => {
      const scripts = scriptsIn(name);
      const script = scripts.join('\n');
      // What the platform itself puts into a script is code for the shell.
      assert.doesNotMatch(script, /\$\{\{|\$\((?:params|workspaces|Build)/);
      const inside = mkdtempSync(join(work, 'run-'));
      const recorded = join(inside, 'called');
      const environment = { [words.service]: 'cart', [words.branch]: hostileBranch, [words.commit]: 'a'.repeat(40) };
      execFileSync('sh', ['-eu', '-c', script], {
        cwd: inside,
        env: {
          ...usual,
          ...environment,
          PATH: `${work}:${process.env['PATH'] ?? ''}`,
          RECORD: recorded,
          RUNNER_TEMP: inside,
          PIPELINE_WORKSPACE: inside,
        },
      });
      assert.ok(!readdirSync(inside).includes('pwned'));
      const args = readFileSync(recorded, 'utf8').split('\0').slice(0, -1);
      const call = parsed(args);
      assert.deepEqual([call.service, call.branch, call.commit], ['cart', hostileBranch, 'a'.repeat(40)]);
      assert.match(call.catalog ?? '', /catalog\/branchline\.yaml$/);
      settingsOf(call);
      // Statuses go where there is a client for the forge.
      assert.equal(call.postStatus === true, !['gitlab.yml', 'azure.yml', 'bitbucket.yml'].includes(name));
    });
  }
});

/** As our own command line reads it. */
function parsed(args: readonly string[]): VerifyCall {
  let call: VerifyCall | undefined;
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
  const [verify] = program.commands;
  verify?.copyInheritedSettings(program).action((options: VerifyCall) => {
    call = options;
  });
  program.parse(args, { from: 'user' });
  assert.ok(call);
  return call;
}

/** The texts that a shell gets, in their order. */
function scriptsIn(name: string): readonly string[] {
  const text = readFileSync(join(folder, name), 'utf8');
  if (name === 'Jenkinsfile') return [...text.matchAll(/sh '''([^]*?)'''/g)].map(([, script = '']) => script);
  const document = parseDocument(text);
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
  // An anchor is there once, and meant wherever it is used.
  return [...new Set(found)];
}
