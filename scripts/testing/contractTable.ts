import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMocha } from './mochaRun';

/** What a contract test came to, as the reporter writes it. */
interface Result {
  readonly suite: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

export const backends = ['embedded', 'real'] as const;
export type BackendName = (typeof backends)[number];

const timeoutMs = 180_000;

/** Runs every contract on one backend. */
export async function contractResults(backend: BackendName): Promise<readonly Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-contracts-'));
  const file = join(folder, 'results.json');
  try {
    await runMocha('integration', {
      output: 'terminal',
      args: ['--timeout', String(timeoutMs), 'test/contract/**/*.test.ts'],
      env: { BRANCHLINE_BACKEND: backend, BRANCHLINE_RESULTS: file },
    });
    return JSON.parse(await readFile(file, 'utf8')) as readonly Result[];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const marks = { passed: '✓', failed: '✗', skipped: '–' } as const;

/** Behaviour by backend, in the order in which the contracts state it. */
export function contractTable(results: Readonly<Record<BackendName, readonly Result[]>>): string {
  const mark = (backend: BackendName, suite: string, title: string): string => {
    const found = results[backend].find((result) => bare(result.suite) === suite && result.title === title);
    return found ? marks[found.outcome] : '–';
  };
  const rows = new Map(backends.flatMap((backend) => results[backend]).map((result) => [keyOf(result), result]));
  const suites = [...new Set([...rows.values()].map(({ suite }) => bare(suite)))].sort();
  return suites
    .map((suite) => {
      const titles = [...rows.values()].filter((result) => bare(result.suite) === suite).map(({ title }) => title);
      const lines = titles.map(
        (title) =>
          `| ${title.replaceAll('|', '\\|')} | ${backends.map((backend) => mark(backend, suite, title)).join(' | ')} |`,
      );
      return [`### ${suite}`, '', '| | double | real |', '|---|---|---|', ...lines].join('\n');
    })
    .join('\n\n');
}

/** Some suites say on which backend they run. */
const bare = (suite: string): string => suite.replace(/ \((embedded|real)\)$/, '');

const keyOf = ({ suite, title }: Result): string => `${bare(suite)}\n${title}`;
