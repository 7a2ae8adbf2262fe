type Labels = Readonly<Record<string, string | number>>;

/** Seconds. Source: OpenTelemetry, semantic conventions for HTTP metrics. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Labels come from the configuration and from lists in the code; this holds should one ever not. */
const mostSeries = 2_000;

interface Series {
  value: number;
  /** Of a histogram: for each bound, how many were within it and no smaller one. */
  counts?: number[];
  sum?: number;
}

interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly series: Map<string, Series>;
  readonly read?: () => number;
}

/** Figures of a relay, as text for Prometheus. Source: Prometheus docs, "Text-based format". */
export class Metrics {
  private readonly families = new Map<string, Family>();

  counter(name: string, help: string): (labels?: Labels, by?: number) => void {
    const family = this.family(name, { type: 'counter', help, series: new Map() });
    return (labels = {}, by = 1) => {
      const series = at(family, labels);
      if (series) series.value += by;
    };
  }

  gauge(name: string, help: string, read: () => number): void {
    this.family(name, { type: 'gauge', help, series: new Map(), read });
  }

  /** Of seconds. */
  histogram(name: string, help: string): (seconds: number, labels?: Labels) => void {
    const family = this.family(name, { type: 'histogram', help, series: new Map() });
    return (seconds, labels = {}) => {
      const series = at(family, labels);
      if (!series) return;
      series.counts ??= buckets.map(() => 0);
      series.value++;
      series.sum = (series.sum ?? 0) + seconds;
      const index = buckets.findIndex((bound) => seconds <= bound);
      if (index >= 0) series.counts[index] = (series.counts[index] ?? 0) + 1;
    };
  }

  text(): string {
    return [...this.families].flatMap(([name, family]) => linesOf(name, family)).join('\n') + '\n';
  }

  private family(name: string, family: Family): Family {
    this.families.set(name, family);
    return family;
  }
}

function at({ series }: Family, labels: Labels): Series | undefined {
  const key = Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(',');
  const found = series.get(key);
  if (found || series.size >= mostSeries) return found;
  const made: Series = { value: 0 };
  series.set(key, made);
  return made;
}

function linesOf(name: string, { type, help, series, read }: Family): readonly string[] {
  const head = [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
  if (read) return [...head, `${name} ${read()}`];
  const lines = [...series].flatMap(([labels, { value, counts, sum }]) =>
    counts ? histogramLines(name, labels, value, counts, sum ?? 0) : [`${name}${braced(labels)} ${value}`],
  );
  return [...head, ...lines];
}

function histogramLines(name: string, labels: string, count: number, counts: readonly number[], sum: number) {
  const le = (bound: string) => braced([labels, `le="${bound}"`].filter((one) => one !== '').join(','));
  let within = 0;
  return [
    ...buckets.map((bound, index) => `${name}_bucket${le(String(bound))} ${(within += counts[index] ?? 0)}`),
    `${name}_bucket${le('+Inf')} ${count}`,
    `${name}_sum${braced(labels)} ${sum}`,
    `${name}_count${braced(labels)} ${count}`,
  ];
}

function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
