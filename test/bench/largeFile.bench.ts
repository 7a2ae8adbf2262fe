import { planMemory } from '../../src/core/promotion/edge';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { openLocal } from '../../src/core/git/local';
import { planEdge } from '../../src/core/promotion/planEdge';
import { promotionRules } from '../../src/core/promotion/content/rules';
import { sample } from './harness';

/** The source has that many, one edited after the other; the target has the first, and what it was set to by hand since. */
const versions = 11;
const items = 13;
const largestRead = 2_000_000;
const sizes = (process.env['BRANCHLINE_BENCH_SIZES'] ?? '100000 200000 500000 1500000 10000000').split(' ').map(Number);
const rules = promotionRules({ environmentOwned: { paths: [], keys: ['spec.replicas'] } });
const folder = await mkdtemp(join(tmpdir(), 'branchline-bench-'));

const kinds = {
  'one document': { text: (size: number, version: number) => lines(size, version) },
  sections: { text: (size: number, version: number) => sections(size, version) },
  'many documents': { text: (size: number, version: number) => documents(size, version) },
};

for (const [kind, { text }] of Object.entries(kinds)) {
  for (const size of sizes) {
    const texts = Array.from({ length: versions }, (_, version) => text(size, version));
    const where = join(folder, `${kind} ${size}`);
    await grow(where, texts);
    const named = `${size / 1e6} MB, ${kind}`;
    const floor = `floor: \`yaml\` parses ${versions} versions of ${named}`;
    const read = () => texts.forEach((each) => parseAllDocuments(each, { uniqueKeys: false }));
    const once = { rounds: 1, warmup: 0 };
    if (size <= largestRead) await sample(floor, 'ms of processor', () => processorTime(read), once);
    await sample(`plan of ${named}`, 'ms of processor', () => processorTime(() => planOf(where, size)), {
      ...once,
      ...(size <= largestRead ? { against: floor } : {}),
    });
  }
}
await rm(folder, { recursive: true, force: true });

/** By a process that has read nothing before. */
async function planOf(where: string, size: number): Promise<void> {
  const repository = await openLocal(where);
  const [source, target] = await Promise.all([repository.head('dev'), repository.head('test')]);
  const { plan } = await planEdge(planMemory(repository, rules), { from: 'dev', to: 'test', source, target });
  repository.dispose();
  if (size <= largestRead && plan.items.length !== items) throw new Error(`${plan.items.length} items, not ${items}`);
}

/** Processor time of this process in milliseconds: the machine may be busy with other things. */
async function processorTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Some are set anew by each version. */
function valueOf(index: number, version: number): number {
  return index > 0 && index <= items && version > 0 ? version + index : 7_777;
}

/** A map of maps. */
function lines(size: number, version: number): string {
  const each = (_: unknown, index: number) =>
    `key${index}: { port: ${valueOf(index, version)}, name: service-${index} }\n`;
  return Array.from({ length: Math.floor(size / 43) }, each).join('');
}

/** A `values.yaml` of some hundred services. */
function sections(size: number, version: number): string {
  const setting = (section: number, at: number) =>
    `  setting${at}: "value-${section}-${at === 0 ? valueOf(section, version) : at}-of-this-service"\n`;
  const each = (_: unknown, section: number) =>
    `service${section}:\n${Array.from({ length: 60 }, (__, at) => setting(section, at)).join('')}`;
  return Array.from({ length: Math.floor(size / 2550) }, each).join('');
}

/** Deployments, one a document. */
function documents(size: number, version: number): string {
  const each = (_: unknown, index: number) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${index}
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: web
          image: registry.example.com/app-${index}:${valueOf(index, version)}
          ports:
            - containerPort: 8080
              protocol: TCP
          env:
            - name: LEVEL
              value: info
`;
  return Array.from({ length: Math.floor(size / 380) }, each).join('---\n');
}

/** Both branches begin with the first version; then each goes its own way. */
async function grow(path: string, texts: readonly string[]): Promise<void> {
  const git = (...args: string[]) => execFileSync('git', args, { stdio: 'ignore' });
  const commit = async (text: string, message: string) => {
    await writeFile(join(path, 'values.yaml'), text);
    git('-C', path, 'add', '.');
    git('-C', path, '-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '-qm', message);
  };
  git('init', '-q', '-b', 'test', path);
  await commit(texts[0] ?? '', 'start');
  git('-C', path, 'branch', 'dev');
  await commit((texts[0] ?? '').replace('7777', '8888'), 'a hotfix of the first');
  git('-C', path, 'checkout', '-q', 'dev');
  for (const [version, text] of texts.entries()) if (version > 0) await commit(text, `version ${version}`);
}
