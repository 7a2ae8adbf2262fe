import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneFailed, type Counts } from './counts';
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
 * Of the tests' own process. Where the machine has much memory Node lets garbage grow to gigabytes, and each program that
 * is started costs time by the size of who starts it.
 */
const heap = '--max-old-space-size=1536';

export interface MochaOptions {
  readonly output: Output;
  /** Further arguments for mocha, as a person gives them; a test file among them replaces the suite's files. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** What the reporter writes. */
interface Reported extends Counts {
  /** Files, each with the time that it took. */
  readonly slowest: readonly string[];
}

/** Runs one suite. A run that ends before it could count is one failure. */
export async function runMocha(
  suite: keyof typeof suites,
  { output, args = [], env = {} }: MochaOptions,
): Promise<{ counts: Counts; text: string; notes: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-mocha-'));
  const file = join(folder, 'counts.json');
  try {
    const files = args.some((arg) => arg.endsWith('.ts')) ? [] : suites[suite];
    const options = [heap, '--reporter', 'scripts/testing/reporter.mjs'];
    const { code, text } = await tool('mocha', [...options, ...args, ...files], {
      output,
      env: { ...env, BRANCHLINE_COUNTS: file },
    });
    const { slowest, ...counts } = (await readCounts(file)) ?? { ...oneFailed, slowest: [] };
    const notes = slowest.length > 0 ? [`slowest: ${slowest.join(', ')}`] : [];
    return { counts: code === 0 || counts.failed > 0 ? counts : oneFailed, text, notes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A suite as a part of `npm test`. */
export function mochaStage(title: string, suite: keyof typeof suites): Stage {
  return { title, run: () => runMocha(suite, { output: 'captured' }) };
}

async function readCounts(file: string): Promise<Reported | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Reported;
  } catch {
    return undefined; // mocha ended before it wrote them
  }
}
