import { strict as assert } from 'node:assert';
import { everything } from '../../../src/core/promotion/candidate';
import type { Plan } from '../../../src/core/promotion/plan';
import { EdgeUnderTest, isTold, valueText, type Landing } from './edge';
import type { DialectName } from '../../lab/forge';
import { Model, type Key, type State } from './model';
import { filesOf, nameOf, placeOf, readFiles, same } from './modelFiles';
import { forgeLandings } from './forgeLandings';
import { keys, type Action, type ChosenLanding } from './programs';
import { landSource } from './sourceLanding';
import { World } from './world';

/** One program, on a repository and on the model. */
export class ModelRun {
  private readonly world = new World();
  private readonly start: State = new Map(keys.map((name) => [name, `${name}0`]));
  private readonly model = new Model(keys, this.start);
  /** Heads of the target, in the order of the model's deployments. */
  private readonly deployed: string[] = [];
  private readonly log: string[] = [];
  /** All values that the source has held, oldest first. */
  private readonly older = new Map<Key, string[]>(keys.map((name) => [name, [`${name}0`]]));
  /** Deployments that changed what the environment owns: the model knows nothing of it, so they are not undone. */
  private readonly scaled = new Set<number>();
  private replicas = 1;
  private sourceReplicas = 1;
  private fresh = 0;
  private landed: number;

  /** @param look what else is to be true in the end, of the edge as it is then */
  constructor(
    private readonly look: (edge: EdgeUnderTest, log: string) => Promise<void> = () => Promise.resolve(),
    /** By whose own texts it lands; else as any forge may have it. */
    private readonly forge?: DialectName,
    /** With which of its ways it begins. */
    first = 0,
  ) {
    this.landed = first;
  }

  async run(program: readonly Action[]): Promise<void> {
    const root = await this.world.commit('dev', 'start\n', filesOf(this.start, 1));
    await this.world.reset('test', root);
    this.deployed.push(root);
    const edge = await EdgeUnderTest.of(this.world, { keys: ['replicas'] });
    try {
      for (const step of program) {
        const done = await this.step(edge, step);
        if (done === undefined) continue;
        this.log.push(done);
        const plan = await edge.plan();
        assert.deepEqual(seen(plan, this.model.sourceState), this.model.expected(), this.log.join('\n'));
        this.checkPrediction(plan);
      }
      await this.look(edge, this.log.join('\n'));
    } finally {
      edge.dispose();
    }
  }

  /** Carries out a step where it makes sense; gives a line for the log. */
  private async step(edge: EdgeUnderTest, step: Action): Promise<string | undefined> {
    const { model } = this;
    switch (step.kind) {
      case 'edit': {
        const now = model.sourceState.get(step.key);
        const past = this.older.get(step.key) ?? [];
        const value =
          step.change === 'new' ? `${step.key}${++this.fresh}` : step.change === 'back' ? past.at(-2) : undefined;
        if (value === now) return undefined;
        model.editSource(step.key, value);
        this.older.set(step.key, [...past, ...(value === undefined ? [] : [value])]);
        await this.source(`edit ${step.key}`);
        return `edit ${step.key} → ${value}`;
      }
      case 'scale':
        this.replicas += 1;
        await this.target(`scale to ${this.replicas}\n`);
        model.editTarget('none', undefined);
        this.scaled.add(model.deployments - 1);
        return 'scale';
      case 'unrelated':
        this.sourceReplicas += 1;
        model.editSource('none', undefined);
        await this.source('sizes of dev');
        return 'unrelated';
      case 'hotfix': {
        const key = step.key === 'last' ? model.lastChanged : step.key;
        if (key === undefined) return undefined;
        const value = this.hotfixed(key, step.value);
        if (value === model.targetState.get(key)) return undefined;
        model.editTarget(key, value);
        await this.target(`hotfix ${key}\n`);
        return `hotfix ${key} → ${value}`;
      }
      case 'returnHotfix': {
        const value = model.targetState.get(step.key);
        if (value?.startsWith('hot') !== true || model.sourceState.get(step.key) === value) return undefined;
        model.editSource(step.key, value);
        await this.source(`return ${step.key}`);
        return `return ${step.key} = ${value}`;
      }
      case 'cherryPick': {
        if (!model.pending().includes(step.key)) return undefined;
        const value = model.sourceState.get(step.key);
        model.editTarget(step.key, value);
        await this.target(`pick ${step.key}\n`);
        return `pick ${step.key} = ${value}`;
      }
      case 'promote': {
        if (model.pending().length === 0 || model.expected().conflicts.length > 0) return undefined;
        const landing = this.landing(step.head === 'merge' && step.landing === 'rebase' ? 'merge' : step.landing);
        model.promote(isTold(landing));
        this.deployed.push(await edge.promote(landing, { ...everything, reintroduced: 'include', head: step.head }));
        return `promote by ${nameOfLanding(landing)} of a ${step.head}`;
      }
      case 'promotePart': {
        const pending = model.pending();
        if (pending.length < 2 || model.expected().conflicts.length > 0) return undefined;
        const chosen = pending.slice(0, 1 + (step.count % (pending.length - 1)));
        const places = chosen.map(placeOf);
        const landing = this.landing(step.landing);
        model.promote(isTold(landing), new Set(chosen));
        const choice = { ...everything, reintroduced: 'include' as const, items: { kind: 'places' as const, places } };
        this.deployed.push(await edge.promote(landing, choice));
        return `promote only ${chosen.join(', ')} by ${nameOfLanding(landing)}`;
      }
      case 'landSource':
        return this.landSource(edge, step);
      case 'restore': {
        const to = model.deployments - 1 - step.back;
        if (to < 0 || same(model.stateOf(to), model.targetState)) return undefined;
        const landing = this.landing(step.landing);
        model.restore(isTold(landing), to);
        this.deployed.push(await edge.rollback({ kind: 'restore', to: this.deployed[to] ?? '' }, landing));
        return `restore ${to} by ${nameOfLanding(landing)}`;
      }
      case 'undo': {
        const newest = model.deployments - 1 - step.back;
        const undone = [newest, newest - 1].slice(0, step.count).filter((deployment) => deployment >= 1);
        if (!this.canUndo(undone)) return undefined;
        const landing = this.landing(step.landing);
        model.undo(isTold(landing), undone);
        const deployments = undone.map((deployment) => this.deployed[deployment] ?? '');
        this.deployed.push(await edge.rollback({ kind: 'undo', deployments }, landing));
        return `undo ${undone.join(', ')} by ${nameOfLanding(landing)}`;
      }
      case 'revert': {
        const deployment = model.deployments - 1 - step.back;
        if (deployment < 1 || !this.canUndo([deployment])) return undefined;
        model.undo('told', [deployment]);
        this.deployed.push(await edge.revert(this.deployed[deployment] ?? ''));
        return `revert ${deployment}`;
      }
    }
  }

  /** What the forge makes of it: each of its ways in turn. */
  private landing(wanted: ChosenLanding): Landing {
    if (this.forge === undefined || wanted === 'squashEdited' || wanted === 'direct') return wanted;
    const ways = forgeLandings[this.forge][wanted];
    return ways[(this.landed += 1) % ways.length] ?? wanted;
  }

  private hotfixed(key: Key, value: 'new' | 'older' | 'none'): string | undefined {
    if (value === 'none') return undefined;
    const held = this.older.get(key);
    return value === 'new' ? `hot${++this.fresh}` : (held?.at(-3) ?? held?.[0]);
  }

  /** What git makes of it is what it is; whether the forge tells of the pull request is what differs. */
  private async landSource(
    edge: EdgeUnderTest,
    { style, forge, quoted }: Action & { readonly kind: 'landSource' },
  ): Promise<string | undefined> {
    const { model, world } = this;
    const [source, target] = [world.head('dev'), world.head('test')];
    const opened = style === 'squash' && quoted !== null ? this.sourceAgo(quoted) : undefined;
    const landed = await landSource(world, 'dev', 'test', style, opened?.commit);
    if (landed.kind === 'refused') return undefined;
    const log = `land the source by ${style}, forge ${forge}, quoted ${opened?.state ?? 'nothing'}: `;
    if (landed.kind === 'fastForward') {
      const came = world.git('rev-list', '--reverse', '--first-parent', `${target}..${source}`).split('\n');
      for (const commit of came) this.deploy(commit);
      model.fastForward(came.length);
      return `${log}fast-forward`;
    }
    const states = landed.commits.map((commit) => this.deploy(commit));
    const told = style === 'merge' || forge === 'tells';
    if (forge === 'tells') edge.landedByPullRequest(world.head('test'), { source, target });
    if (opened && model.isAsIn(opened.state, states)) model.landSource(opened.state, states);
    else model.landSource(told ? 'now' : 'untold', states);
    return log + states.map((state) => [...state.values()].join(' ')).join(' → ');
  }

  /** A commit of the source, and the model's state of it. */
  private sourceAgo(count: number): { readonly commit: string; readonly state: number } {
    const commits = this.world.git('rev-list', '--first-parent', 'dev').split('\n');
    const at = Math.min(count, commits.length - 1);
    return { commit: commits[at] ?? '', state: commits.length - 1 - at };
  }

  /** A new head of the target, as git made it; gives what it holds. */
  private deploy(commit: string): State {
    const { state, replicas } = readFiles(this.world, commit);
    if (replicas !== this.replicas) this.scaled.add(this.deployed.length);
    this.replicas = replicas;
    this.deployed.push(commit);
    return state;
  }

  private canUndo(deployments: readonly number[]): boolean {
    if (deployments.some((deployment) => this.scaled.has(deployment))) return false;
    const after = deployments.length > 0 ? this.model.afterUndo(deployments) : undefined;
    return after !== undefined && !same(after, this.model.targetState);
  }

  private async source(message: string): Promise<void> {
    await this.world.commit('dev', `${message}\n`, filesOf(this.model.sourceState, this.sourceReplicas));
  }

  private async target(message: string): Promise<void> {
    this.deployed.push(await this.world.commit('test', message, filesOf(this.model.targetState, this.replicas)));
  }

  private checkPrediction(plan: Plan): void {
    if (plan.state !== 'inSync' && plan.state !== 'downstreamOnly') return;
    assert.equal(plan.prediction.tree, plan.target.tree, this.log.join('\n'));
  }
}

/** A whole file's value is not told: what it becomes is what the source holds. */
function seen(plan: Plan, source: State) {
  const inOrder = (names: readonly string[]) => [...names].sort();
  return {
    state: plan.state,
    items: inOrder(
      plan.items.map((item) => {
        const after = item.key ? item.after : source.get(nameOf(item));
        return `${nameOf(item)}${item.change === 'removed' ? '-' : `=${valueText(after)}`}${item.reintroduced ? '!' : ''}`;
      }),
    ),
    conflicts: inOrder(plan.conflicts.map(nameOf)),
    hotfixes: inOrder(plan.hotfixes.map(nameOf)),
  };
}

function nameOfLanding(landing: Landing): string {
  return typeof landing === 'object' ? landing.name : landing;
}
