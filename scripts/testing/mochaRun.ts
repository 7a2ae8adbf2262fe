import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneFailed, sum, type Counts } from './counts';
import type { Stage } from './stages';
import { tool, type Output } from './tool';

const ofChanges = ['test/integration/{promotion,secrets}/**/*.test.ts'];
const ofPullRequests = ['test/integration/{judge,update,verify}/**/*.test.ts'];
const ofServices = ['test/integration/{doctor,setup}/**/*.test.ts'];
const ofFleets = [
  'test/lab/**/*.test.ts',
  'test/integration/!(promotion|secrets|judge|update|verify|doctor|setup)/**/*.test.ts',
  'test/contract/**/*.test.ts',
];

/** The folders of tests that run in plain Node, by the name of their stage. */
export const suites = {
  unit: ['test/unit/**/*.test.ts'],
  integration: [...ofChanges, ...ofPullRequests, ...ofServices, ...ofFleets],
  // Its parts, side by side.
  ofChanges,
  ofPullRequests,
  ofServices,
  ofFleets,
  real: ['test/contract/**/*.test.ts', 'test/real/**/*.test.ts'],
  stories: ['test/e2e/stories/**/*.test.ts'],
  fuzz: ['test/fuzz/**/*.test.ts'],
} as const;

/**
 * How many files one process runs. Each program that a process starts costs it time by its own size, and what tests have
 * loaded and left makes it grow: ten times the time, after some hundred files that run git.
 */
const filesPerProcess: Readonly<Record<keyof typeof suites, number>> = {
  unit: 12,
  integration: 2,
  ofChanges: 2,
  ofPullRequests: 2,
  ofServices: 2,
  ofFleets: 2,
  real: 2,
  stories: 1,
  fuzz: 10,
};

const heap = '--max-old-space-size=1536';
const shownFiles = 6;

export interface MochaOptions {
  readonly output: Output;
  /** In place of the files of the suite. */
  readonly files?: readonly string[];
  /** Further arguments for mocha, as a person gives them; with a test file among them, one process runs those alone. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export interface MochaResult {
  readonly counts: Counts;
  /** Of the processes in which something failed. */
  readonly text: string;
  readonly notes: readonly string[];
}

/** What the reporter writes. */
interface Reported extends Counts {
  readonly files: readonly { readonly file: string; readonly ms: number }[];
}

interface Ran extends Reported {
  readonly text: string;
}

/** Runs one suite, some files in a process. A process that ends before it could count is one failure. */
export async function runMocha(
  suite: keyof typeof suites,
  { output, files = suites[suite], args = [], env = {} }: MochaOptions,
): Promise<MochaResult> {
  const chosen = args.some((arg) => arg.endsWith('.ts'));
  const batches = chosen ? [[]] : batchesOf(await filesOf(files), filesPerProcess[suite]);
  const ran: Ran[] = [];
  for (const batch of batches) ran.push(await runProcess([...args, ...batch], { output, env }));
  const failed = ran.filter(({ failed }) => failed > 0);
  return { counts: sum(ran), text: failed.map(({ text }) => text).join('\n'), notes: slowest(ran) };
}

/** A suite as a part of `npm test`. */
export function mochaStage(title: string, suite: keyof typeof suites): Stage {
  return { title, run: () => runMocha(suite, { output: 'captured' }) };
}

async function runProcess(
  args: readonly string[],
  { output, env }: Required<Pick<MochaOptions, 'output' | 'env'>>,
): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-mocha-'));
  const file = join(folder, 'counts.json');
  try {
    const options = [heap, '--reporter', 'scripts/testing/reporter.mjs'];
    const { code, text } = await tool('mocha', [...options, ...args], {
      output,
      env: { ...env, BRANCHLINE_COUNTS: file },
    });
    const reported = (await readCounts(file)) ?? { ...oneFailed, files: [] };
    return { ...reported, failed: code === 0 ? reported.failed : Math.max(1, reported.failed), text };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function filesOf(patterns: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const file of glob(patterns)) found.add(file);
  return [...found].sort();
}

function batchesOf(files: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(files.length / size) }, (_, at) => files.slice(at * size, (at + 1) * size));
}

function slowest(ran: readonly Reported[]): readonly string[] {
  const files = ran.flatMap(({ files }) => files).sort((one, other) => other.ms - one.ms);
  if (files.length === 0) return [];
  return [
    `slowest: ${files
      .slice(0, shownFiles)
      .map(({ file, ms }) => `${file} ${Math.round(ms / 1000)} s`)
      .join(', ')}`,
  ];
}

async function readCounts(file: string): Promise<Reported | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Reported;
  } catch {
    return undefined; // mocha ended before it wrote them
  }
}
