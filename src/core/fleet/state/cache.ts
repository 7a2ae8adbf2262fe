import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { delay } from '../../support/deadline';
import { shownLine, subjectOf } from '../../manifest/secrecy/commits';
import { recordsOnly } from '../../promotion/record/recorded';
import type { Disposable } from '../../support/disposable';
import type { Log } from '../../support/log';
import { restingly, type Steps } from '../../support/turns';
import type { Cell, CellId, DriftState, EdgeId, EdgeSnapshot, FleetSnapshot, HealthState, PlanState } from './snapshot';
import type { CellFacts, EdgeFacts, FleetStore } from './store';
import { jsonIn } from '../../support/jsonIn';

/** Raised whenever the shape of what is kept changes: what another version wrote is not read. */
const version = 4;
const usualPauseMs = 5_000;
/** Of the time of this thread no more than a fiftieth goes into it: while all is read for the first time, everything changes all the time. */
const pauseOfCost = 50;
const longestPauseMs = 30_000;
/** So many cells or edges are put into words without a rest. */
const betweenRests = 8;

const known = z.looseObject({ kind: z.string() });
const kept = z.object({
  version: z.literal(version),
  cells: z.record(
    z.string(),
    z.object({ place: z.string(), head: known, pipeline: known, live: known, health: known, drift: known }),
  ),
  edges: z.record(z.string(), z.object({ place: z.string(), plan: known, pullRequests: known })),
});

/**
 * What was last known, kept between sessions, so that the first paint waits for nobody. Every fact keeps the time of its
 * observation, so it looks as old as it is. Values of fields are left out: a cache on disk holds no content of manifests,
 * and texts of people as they may be shown.
 */
export class FleetCache implements Disposable {
  private pause: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private costMs = 0;
  private readonly ended = new AbortController();
  private readonly listening: Disposable;

  constructor(
    private readonly file: string,
    private readonly store: FleetStore,
    private readonly log: Log,
    pauseMs = usualPauseMs,
  ) {
    this.listening = store.onDidChange(() => {
      const restMs = Math.max(pauseMs, Math.min(this.costMs * pauseOfCost, longestPauseMs));
      this.pause ??= setTimeout(() => {
        this.pause = undefined;
        this.writing = (this.writing ?? Promise.resolve()).then(() => this.write());
      }, restMs);
    });
  }

  /** Resolves when what was told last is on disk. */
  async written(): Promise<void> {
    while (this.pause) await delay(1);
    await this.writing;
  }

  /** Says what was kept of the cells and edges that the catalog has, and that nobody has observed since. */
  async restore(): Promise<void> {
    const text = await readFile(this.file, 'utf8').catch(() => undefined); // the first start, or a folder that was emptied
    if (text === undefined) return;
    const parsed = kept.safeParse(jsonIn(text));
    if (!parsed.success) return;
    for (const [id, { place, ...facts }] of Object.entries(parsed.data.cells)) {
      const cell = this.store.latestCell(id as CellId);
      if (!cell || !isUntouched(cell) || place !== placeOfCell(cell)) continue;
      // Our own file, of this very version: the shapes are those of the snapshot.
      this.store.updateCell(cell.id, facts as unknown as CellFacts);
    }
    for (const [id, { place, ...facts }] of Object.entries(parsed.data.edges)) {
      const edge = this.store.latestEdge(id as EdgeId);
      if (!edge || place !== placeOfEdge(edge)) continue;
      this.store.updateUntouchedEdge(edge.id, facts as unknown as EdgeFacts);
    }
  }

  dispose(): void {
    this.listening.dispose();
    this.ended.abort();
    clearTimeout(this.pause);
  }

  /** Notes what it costs: the turns that others have in between are not counted. */
  private *timed<T>(steps: Steps<T>): Steps<T> {
    let costMs = 0;
    for (;;) {
      const started = performance.now();
      const step = steps.next();
      costMs += performance.now() - started;
      if (step.done) {
        this.costMs = costMs;
        return step.value;
      }
      yield;
    }
  }

  private async write(): Promise<void> {
    try {
      const pieces = await restingly(this.timed(piecesOf(this.store.snapshot)), this.ended.signal);
      await mkdir(dirname(this.file), { recursive: true });
      // Under another name first: a crash in between leaves the old one whole.
      await writeFile(`${this.file}.new`, pieces, { mode: 0o600 });
      await rename(`${this.file}.new`, this.file);
    } catch (error) {
      if (this.ended.signal.aborted) return;
      this.log.warn('[cache] could not be written', error);
    }
  }
}

/** The JSON of one snapshot, whatever the store says meanwhile. Of a thousand services it is megabytes: it is made piece by piece. */
function* piecesOf({ cells, edges }: FleetSnapshot): Steps<readonly string[]> {
  const pieces = [`{"version":${version},"cells":{`];
  pieces.push(...(yield* membersOf(cells, keptOfCell)), '},"edges":{');
  pieces.push(...(yield* membersOf(edges, keptOfEdge)), '}}');
  return pieces;
}

function* membersOf<T>(all: ReadonlyMap<string, T>, keptOf: (one: T) => unknown): Steps<readonly string[]> {
  const pieces: string[] = [];
  let piece = '';
  let count = 0;
  for (const [id, one] of all) {
    piece += `${count === 0 ? '' : ','}${JSON.stringify(id)}:${JSON.stringify(keptOf(one), atRest)}`;
    count += 1;
    if (count % betweenRests !== 0) continue;
    pieces.push(piece);
    piece = '';
    yield;
  }
  return [...pieces, piece];
}

function keptOfCell(cell: Cell) {
  const { head, pipeline, live, health, drift } = cell;
  return { place: placeOfCell(cell), head, pipeline, live, health: withoutImages(health), drift: withoutValues(drift) };
}

function keptOfEdge(edge: EdgeSnapshot) {
  const { plan, pullRequests } = edge;
  return { place: placeOfEdge(edge), plan: planWithoutValues(plan), pullRequests };
}

/** What the facts are of: under the same names a changed catalog may mean another repository, branch or namespace. */
function placeOfCell({ service, environment }: Cell): string {
  return digest(service.repository, environment.branch, environment.cluster, service.content);
}

function placeOfEdge({ service, from, to }: EdgeSnapshot): string {
  return digest(service.repository, from.branch, to.branch, service.content);
}

/** An address may hold a password, so it is not written. */
function digest(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function withoutImages(health: HealthState): HealthState {
  if (health.kind === 'unknown') return health;
  return { ...health, workloads: health.workloads.map(({ images: _images, ...workload }) => workload) };
}

function withoutValues(drift: DriftState): DriftState {
  if (drift.kind === 'unknown') return drift;
  const objects = drift.report.objects.map((object) => ({
    ...object,
    fields: object.fields.map(({ path, verdict }) => ({ path, verdict })),
  }));
  return { ...drift, report: { ...drift.report, objects } };
}

function planWithoutValues(plan: PlanState): PlanState {
  if (plan.kind === 'unknown') return plan;
  const items = plan.plan.items.map(({ before: _before, after: _after, ...item }) => item);
  return { ...plan, plan: { ...plan.plan, items } };
}

/** What people write, as it may be shown; of what a pull request says, what tells whose it is. */
function atRest(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (key === 'body') return recordsOnly(value);
  if (key === 'message') return subjectOf({ message: value });
  return key === 'title' || key === 'name' ? shownLine(value) : value;
}

function isUntouched({ head }: Cell): boolean {
  return head.kind === 'unknown' && head.reason === 'pending';
}
