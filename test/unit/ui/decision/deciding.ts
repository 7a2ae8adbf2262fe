import type { Proposed } from '../../../../src/core/change/proposals/proposeCandidate';
import type { CellFacts } from '../../../../src/core/fleet/state/store';
import type { PushStep } from '../../../../src/core/promotion/propose';
import { silentLog } from '../../../../src/core/support/log';
import type { ToPage } from '../../../../src/decision/protocol/decision';
import type { DecisionEffects, DecisionSource } from '../../../../src/ui/decision/decider';
import { aCommit } from '../../../bench/probes/boardFleet';
import type * as Probe from '../../../bench/probes/decision';
import { aChange, aFleet, proposed } from './builders';

export type Propose = (signal: AbortSignal, reached: (step: PushStep) => void) => Promise<Proposed>;

/** Opens decisions with doubles at their borders, and says what became of them. */
export function deciding(probe: () => typeof Probe) {
  const plan = { ...aChange().plan, source: { branch: 'dev', commit: aCommit(3).sha } };
  const again = () => Promise.resolve(aChange({ title: 'anew', candidate: { heads: new Map() }, plan }));
  const open = (
    change = aChange(),
    propose: Propose = () => Promise.resolve(proposed),
    more: Partial<DecisionSource> = { again },
  ) => {
    const fleet = aFleet();
    const told: ToPage[] = [];
    const done: string[] = [];
    const ended: string[] = [];
    const effects: DecisionEffects = {
      tell: (said) => told.push(said),
      showChanges: () => Promise.resolve(),
      openLink: (url) => Promise.resolve(done.push(url)),
      run: ({ command }) => Promise.resolve(done.push(command)),
      copy: (text) => Promise.resolve(done.push(`copied ${text}`)),
      close: () => done.push('closed'),
      ended: (said, isWell) => {
        ended.push(said);
        done.push(isWell ? 'told' : 'told that it failed');
      },
    };
    const decider = new (probe().Decider)({ change, ...more }, effects, {
      fleet: {
        get snapshot() {
          return fleet.store.snapshot;
        },
        propose: (given, _, signal, reached = () => undefined) => {
          done.push(`proposed ${given.title}`);
          return propose(signal, reached);
        },
        refresh: (_reason, _signal, service = '') => Promise.resolve(void done.push(`looked at ${service}`)),
      },
      kargo: {
        look: (order) => Promise.resolve({ order, address: 'https://kargo.example.com/', who: 'ada' }),
        promote: ({ order, who }) => {
          done.push(`Kargo promotes ${order.freight} to ${order.project}/${order.stage} for ${who ?? '?'}`);
          return Promise.resolve('test.01');
        },
      },
      clock: { now: () => 0 },
      log: silentLog,
      signal: new AbortController().signal,
    });
    decider.tell();
    const standing = () => told.at(-1)?.standing;
    const offers = () => standing()?.offers.map(({ id }) => id) ?? [];
    const pressed = (offer: string) => {
      const { decision, standing: said } = told.at(-1) ?? {};
      return { offer, shown: decision?.shown ?? '', asked: said?.asked };
    };
    const act = (offer: string) => decider.act(pressed(offer));
    const lines = () => standing()?.lines.map(({ text }) => text) ?? [];
    const decision = () => told.at(-1)?.decision;
    return { ...fleet, act, pressed, decider, told, done, ended, standing, lines, offers, decision };
  };
  return open;
}

export const observed = { at: 0, source: 'cluster staging' };
/** What is told of a branch that Kargo moves. */
export const engine = (move: object) =>
  ({
    owner: {
      kind: 'engine',
      status: {
        ...{
          source: 'kargo',
          kind: 'Stage',
          name: 'test',
          namespace: 'kargo-cart',
          sync: 'unknown',
          health: 'unknown',
        },
        ...{ operation: 'idle', paused: false, move: { from: ['Stage dev'], gates: [], automatic: false, ...move } },
      },
      observed,
    },
  }) as unknown as CellFacts;
