import { planMemory } from '../../src/core/promotion/edge';
import { spawn, execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile, chmod, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { openLocal } from '../../src/core/git/local';
import { MirrorStore } from '../../src/core/git/mirror';
import { planEdge } from '../../src/core/promotion/planEdge';
import { promotionRules } from '../../src/core/promotion/content/rules';
import { sample, time } from './harness';
import { collectedHeap } from './probes/heap';

const run = promisify(execFile);
const commits = 5_000;
const files = 60;
const pushes = 20;
const several = 8;
const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
const rules = promotionRules({ environmentOwned: { paths: ['env/**'], keys: ['spec.replicas'] } });
const floor = 'git merge-tree of the same two branches (one process, by lines, another answer)';

const folder = await mkdtemp(join(tmpdir(), 'branchline-bench-'));
const path = join(folder, 'repository.git');
const counted = await countingGit(folder);
const coming = [...(await grow(path))];

const remote = { url: path, where: 'bench' };
const branches = ['dev', 'test'];

await time(floor, () => run('git', ['-C', path, 'merge-tree', '--write-tree', 'test', 'dev']).catch(() => undefined), {
  rounds: 5,
  warmup: 1,
});
await time(
  `cold: a new process, ${commits} commits, ${files} files`,
  async () => {
    const { repository } = await planOnce();
    repository.dispose();
  },
  { rounds: 3, warmup: 0, against: floor },
);

await sample(`heap that ${several} such repositories keep, each planned once`, 'MB', heapOfSeveral, {
  ...{ rounds: 1, warmup: 0 },
});

const mirrors = new MirrorStore(join(folder, 'mirrors'));
const { repository, heads } = await mirrors.refresh({ remote, branches });
const memory = planMemory(repository, rules);
let source = heads.get('dev');
const target = heads.get('test');
const plan = () => planEdge(memory, { from: 'dev', to: 'test', source, target });
await plan();
await time('warm: the same heads again', plan, { target: 50, against: floor });

// What a look does after a push: the forge said the heads, the branch is fetched, the edge is planned anew.
async function next(): Promise<ReadonlyMap<string, string>> {
  source = coming.shift();
  if (source === undefined) throw new Error('there are too few pushes');
  await run('git', ['-C', path, 'update-ref', 'refs/heads/dev', source]);
  return new Map([...heads, ['dev', source]]);
}
await sample(
  're-plan after a push, its fetch left out',
  'ms',
  async () => {
    await mirrors.refresh({ remote, branches, heads: await next() });
    const started = performance.now();
    await plan();
    return performance.now() - started;
  },
  { rounds: 8, warmup: 2, target: 50, against: floor },
);
await sample(
  're-plan after a push, its fetch included',
  'ms',
  async () => {
    const now = await next();
    const started = performance.now();
    await refreshAndPlan(now);
    return performance.now() - started;
  },
  { rounds: 6, warmup: 0, against: floor },
);
await sample(
  'git processes of a re-plan after a push',
  'processes',
  async () => {
    const now = await next();
    return processesOf(() => refreshAndPlan(now));
  },
  { rounds: 3, warmup: 0, target: 2 },
);
const last = new Map([...heads, ['dev', source ?? '']]);
await sample(
  'git processes of 1,000 looks at heads that have not moved, and 10 plans of them',
  'processes',
  () =>
    processesOf(async () => {
      for (let look = 0; look < 1_000; look++) await mirrors.refresh({ remote, branches, heads: last });
      for (let number = 0; number < 10; number++) await plan();
    }),
  { rounds: 1, warmup: 0, target: 0 },
);

mirrors.dispose();
await rm(folder, { recursive: true, force: true });

async function planOnce() {
  const repository = await openLocal(path);
  const [source, target] = await Promise.all([repository.head('dev'), repository.head('test')]);
  const memory = planMemory(repository, rules);
  await planEdge(memory, { from: 'dev', to: 'test', source, target });
  return { repository, memory };
}

async function heapOfSeveral(): Promise<number> {
  const before = collectedHeap();
  const kept = [];
  for (let number = 0; number < several; number++) kept.push(await planOnce());
  const heap = (collectedHeap() - before) / 1e6;
  for (const { repository } of kept) repository.dispose();
  return heap;
}

async function refreshAndPlan(now: ReadonlyMap<string, string>): Promise<void> {
  await mirrors.refresh({ remote, branches, heads: now });
  await plan();
}

function manifest(file: number, version: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${file}
spec:
  replicas: ${1 + (file % 3)}
  template:
    spec:
      containers:
        - name: web
          image: registry.example.com/app-${file}:${version}
          env:
            - name: LEVEL
              value: info
`;
}

/** A source with a change a commit, a target that promoted every hundredth, and pushes that are still to come. */
async function grow(where: string): Promise<readonly string[]> {
  await run('git', ['init', '--bare', '--quiet', where]);
  const importer = spawn('git', ['-C', where, 'fast-import', '--quiet', '--force'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const say = (text: string) => importer.stdin.write(text);
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const commit = (ref: string, mark: number, message: string) =>
    `commit refs/heads/${ref}\nmark :${mark}\ncommitter A <a@example.com> ${1_600_000_000 + mark * 60} +0000\n${data(message)}`;
  const fileText = (file: number, version: number) =>
    `M 100644 inline app-${file}/deployment.yaml\n${data(manifest(file, version))}`;
  say(commit('dev', 1, 'start'));
  for (let file = 0; file < files; file++) say(fileText(file, 0));
  const last = commits + pushes;
  for (let number = 2; number <= last; number++) {
    say(commit(number <= commits ? 'dev' : 'later', number, `change ${number}`));
    if (number === commits + 1) say(`from :${commits}\n`);
    say(fileText(number % files, number));
  }
  importer.stdin.end('done\n');
  await new Promise((resolve) => importer.on('close', resolve));
  const { stdout } = await run('git', ['-C', where, 'log', '--reverse', '--format=%H %T', 'later'], {
    maxBuffer: 16_000_000,
  });
  const source = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  let head = '';
  for (let at = 99; at < commits - 5; at += 100) {
    const [sha = '', tree = ''] = source[at] ?? [];
    const message = `Promote (#${at})\n\nPromoted-From: dev@${sha}\nPromotion-Target: test@${sha}`;
    const parents = head === '' ? [] : ['-p', head];
    head = (await run('git', ['-C', where, ...identity, 'commit-tree', tree, ...parents, '-m', message])).stdout.trim();
  }
  await run('git', ['-C', where, 'update-ref', 'refs/heads/test', head]);
  return source.slice(commits).map(([sha = '']) => sha);
}

/** Puts a `git` before the real one that notes each start. */
async function countingGit(where: string): Promise<string> {
  const real = (await run('which', ['git'])).stdout.trim();
  const note = join(where, 'started');
  const bin = join(where, 'git');
  await writeFile(note, '');
  await writeFile(bin, `#!/bin/sh\necho "$1" >> '${note}'\nexec '${real}' "$@"\n`);
  await chmod(bin, 0o755);
  process.env['PATH'] = `${where}${delimiter}${process.env['PATH'] ?? ''}`;
  return note;
}

async function processesOf(work: () => Promise<unknown>): Promise<number> {
  await writeFile(counted, '');
  await work();
  return (await readFile(counted, 'utf8')).split('\n').filter((line) => line !== '').length;
}
