/**
 * Benchmarks print figures; they pass no judgement. A file `test/bench/*.bench.ts` calls `time` or `sample` for each of
 * its figures; `npm run bench` runs the files one after another and prints one table.
 */

export interface BenchmarkOptions {
  /** How often it is measured. */
  readonly rounds?: number;
  /** How often it runs unmeasured before. */
  readonly warmup?: number;
  /** What is aimed at, in the same unit. */
  readonly target?: number;
  /** The name of another benchmark (a floor, another tool) to print the ratio of the medians to. */
  readonly against?: string;
}

interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly target: number | undefined;
  readonly against: string | undefined;
}

const results: Measured[] = [];

/** Measures how long `run` takes, in milliseconds. */
export async function time(name: string, run: () => unknown, options: BenchmarkOptions = {}): Promise<void> {
  await sample(
    name,
    'ms',
    async () => {
      const started = performance.now();
      await run();
      return performance.now() - started;
    },
    options,
  );
}

/** Takes figures as they are, for what measures itself: bytes, requests, the time inside another process. */
export async function sample(
  name: string,
  unit: string,
  take: () => Promise<number> | number,
  { rounds = 15, warmup = 3, target, against }: BenchmarkOptions = {},
): Promise<void> {
  for (let round = 0; round < warmup; round++) await take();
  const figures: number[] = [];
  for (let round = 0; round < rounds; round++) figures.push(await take());
  figures.sort((a, b) => a - b);
  const [min = NaN] = figures;
  results.push({ name, unit, median: median(figures), min, max: figures.at(-1) ?? NaN, target, against });
}

/** All figures so far as a Markdown table. */
export function table(): string {
  const rows = results.map(({ name, unit, median: middle, min, max, target, against }) => [
    name,
    ...[middle, min, max].map(rounded),
    unit,
    target === undefined ? '' : `≤ ${target}`,
    against === undefined ? '' : ratio(middle, against),
  ]);
  const all = [['benchmark', 'median', 'min', 'max', 'unit', 'target', 'compared'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const [head = '', ...body] = all.map((row) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`);
  return [head, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body].join('\n');
}

function ratio(middle: number, against: string): string {
  const other = results.find(({ name }) => name === against);
  return other ? `${rounded(middle / other.median)} × ${against}` : `${against} was not measured`;
}

function median(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  const [low = NaN, high = low] = sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1);
  return (low + high) / 2;
}

/** Three digits that count. */
function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
