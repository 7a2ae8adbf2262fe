import assert from 'node:assert/strict';
import type { PreparedChange } from '../../../src/core/change/preparedChange';
import type { Lab } from '../../lab/lab';
import { never } from '../fleet/harness';
import { levelsNow, type Levels } from './levels';
import { observedAtForge } from './told';
import type { OpenWindow } from './world';

const minute = 60_000;
const hour = 60 * minute;
/** The longest pause after failures with its jitter, four times as long without focus. Source: docs/forges.md, "How often". */
const convergesWithin = 15 * minute * 1.2 * 4 + minute;

type ForgeFault = Parameters<Lab['faults']['forge']>[0];

/** What happens to a fleet in the course of days. Each thing leaves the lab as a person would find it, and waits until it is there. */
export class Days {
  private pushes = 0;
  /** How often each thing happened: what never does proves nothing. */
  readonly happened = new Map<string, number>();

  constructor(
    private readonly window: OpenWindow,
    private readonly random: () => number,
  ) {}

  /** A day of so many hours with so many things in it, whenever. @returns requests to the forge, and what was held in its quiet last hour */
  async live(hours: number, things: number): Promise<{ readonly requests: number; readonly levels: Levels }> {
    const { window } = this;
    const before = window.requests;
    const moments = Array.from({ length: things }, () => hours * this.random()).sort((one, other) => one - other);
    let reached = 0;
    for (const at of moments) {
      await window.time.live(Math.max(0, at - reached) * hour);
      reached = at;
      await this.something();
    }
    await window.time.live(convergesWithin);
    await window.showsTheTruth(`at the end of a day with ${this.said()}`);
    window.lab.forgetRequests();
    return { requests: window.requests - before, levels: await levelsNow() };
  }

  private async something(): Promise<void> {
    const things: Readonly<Record<string, () => Promise<unknown>>> = {
      push: () => this.push(),
      promotion: () => this.promote(),
      rollback: () => this.rollBack(),
      'change by hand': () => this.changeByHand(),
      'forge down': () => this.forgeFails({ kind: 'down' }),
      'token expired': () => this.forgeFails({ kind: 'unauthorised' }),
      'sign-in page': () => this.forgeFails({ kind: 'html' }),
      'cluster down': () => this.clusterFails(),
      'network gone': () => this.networkFails(),
      sleep: () => this.window.time.sleep(8 * hour * this.random()),
      attention: () => this.attend(),
    };
    const [name = '', happen] = this.oneOf(Object.entries(things)) ?? [];
    this.happened.set(name, (this.happened.get(name) ?? 0) + 1);
    await happen?.();
  }

  private async push(): Promise<void> {
    const service = this.service();
    this.pushes += 1;
    const note = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: notes }\ndata: { note: "${this.pushes}" }\n`;
    await this.window.lab.forge.commit(service, 'dev', `Note ${this.pushes}`, {
      [`${folders[service] ?? ''}notes.yaml`]: note,
    });
    await this.window.lab.settled(service, 'dev');
  }

  private async promote(): Promise<void> {
    const { fleet } = this.window;
    const edges = [...fleet.snapshot.edges.values()].filter(
      ({ plan }) => plan.kind === 'known' && plan.plan.state === 'pending',
    );
    const edge = this.oneOf(edges);
    if (!edge) return this.push();
    await this.land(await fleet.previewPromotion(edge.id, { includeReintroduced: true }, never));
  }

  /** Takes back what a branch got last, where something can be taken back. */
  private async rollBack(): Promise<void> {
    const { fleet } = this.window;
    const cell = this.oneOf([...fleet.snapshot.cells.values()].filter(({ environment }) => environment.name !== 'dev'));
    if (!cell || cell.head.kind !== 'known') return;
    const choices = await fleet.rollbackChoices(cell.id, cell.head.commit.sha, never);
    const request = choices.find(({ outcome }) => outcome.kind === 'possible')?.request;
    if (request) await this.land(await fleet.previewRollback(cell.id, request, never));
  }

  private async land(change: PreparedChange): Promise<void> {
    const { fleet, lab } = this.window;
    const { pullRequest } = await fleet.propose(change, 'update', never);
    const style = this.oneOf(['merge', 'squash', 'rebase'] as const) ?? 'merge';
    await lab.forge.merge(change.service, pullRequest.number, style);
    await lab.settled(change.service, pullRequest.base.branch);
  }

  private async changeByHand(): Promise<void> {
    const service = this.service();
    await this.window.lab.cluster.scale('production', service, service, 1 + Math.floor(6 * this.random()));
  }

  /** What a forge told before it failed keeps the time at which it was told, however often it is asked in vain. */
  private async forgeFails(fault: ForgeFault): Promise<void> {
    const { fleet, lab, time } = this.window;
    const since = time.now();
    lab.faults.forge(fault);
    await time.live(hour + 5 * hour * this.random());
    const newest = Math.max(...observedAtForge(fleet.snapshot));
    assert.ok(newest <= since, `${fault.kind}: something looks ${(newest - since) / minute} minutes too new`);
    assert.equal(fleet.snapshot.problems.length, this.window.lab.services.length, `${fault.kind} is told`);
    if (this.random() < 0.5) await this.push();
    lab.faults.forge({ kind: 'none' });
    await time.live(convergesWithin);
    await this.window.showsTheTruth(`after ${fault.kind}`);
  }

  private async clusterFails(): Promise<void> {
    const { lab, time } = this.window;
    lab.faults.cluster('production', { kind: 'reset' });
    lab.faults.cluster('production', { kind: 'down' });
    await time.live(2 * hour * this.random());
    await this.window.comesTrue('the cluster that is down is not live', ({ cells }) =>
      [...cells.values()].every((cell) => cell.environment.name !== 'prod' || cell.connection.kind !== 'live'),
    );
    lab.faults.cluster('production', { kind: 'none' });
    await time.live(minute);
    await this.window.showsTheTruth('after the cluster was down');
  }

  private async networkFails(): Promise<void> {
    const { lab, time } = this.window;
    lab.faults.cluster('production', { kind: 'down' });
    lab.faults.cluster('staging', { kind: 'reset' });
    await this.forgeFailsBriefly(() => time.sleep(hour * this.random()));
    lab.faults.cluster('production', { kind: 'none' });
    lab.faults.cluster('staging', { kind: 'none' });
    await time.live(convergesWithin);
    await this.window.showsTheTruth('after the network was gone');
  }

  private async forgeFailsBriefly(meanwhile: () => Promise<void>): Promise<void> {
    this.window.lab.faults.forge({ kind: 'down' });
    await meanwhile();
    this.window.lab.faults.forge({ kind: 'none' });
  }

  private attend(): Promise<void> {
    const [treeVisible, focused] = [this.random() < 0.05, this.random() < 0.3];
    this.window.fleet.setAttention({ treeVisible, focused });
    return Promise.resolve();
  }

  private service(): string {
    return this.oneOf(this.window.lab.services) ?? '';
  }

  private oneOf<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.random() * all.length)];
  }

  private said(): string {
    return [...this.happened].map(([name, count]) => `${count} × ${name}`).join(', ');
  }
}

const folders: Readonly<Record<string, string>> = { inventory: 'manifests/' };
