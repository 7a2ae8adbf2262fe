import type { Gate, GateVerdict } from '../../../src/core/change/gates/gate';
import type { Content, Facts, JudgedGates, JudgedItem, Subject } from '../../../src/core/judge/facts';

export const subject: Subject = {
  service: 'cart',
  environment: 'test',
  number: 12,
  url: 'https://git.example.com/gitops/cart/pulls/12',
  title: 'By hand',
  head: { branch: 'people/1', commit: 'a'.repeat(40) },
  base: { branch: 'test', commit: 'b'.repeat(40) },
};

export type Merged = Extract<Content, { readonly kind: 'merged' }>;

export function anItem(more: Partial<JudgedItem> = {}): JudgedItem {
  return {
    path: 'cart.yaml',
    key: ['spec', 'image'],
    change: 'changed',
    owned: false,
    secret: false,
    reintroduced: false,
    standing: 'promised',
    ...more,
  };
}

/** All is well, but for what is named. */
export function merged(more: Partial<Merged> = {}): Merged {
  return {
    kind: 'merged',
    origin: {
      kind: 'byHand',
      from: 'dev',
      source: 'c'.repeat(40),
      comesFromSource: true,
      isSource: false,
      isNamedAsOurs: false,
    },
    items: [anItem()],
    missing: [],
    gates: gates([]),
    rendered: { kind: 'plain' },
    unreadable: [],
    changesRules: false,
    replay: 'same',
    ...more,
  };
}

export function facts(content: Content, doubts: Facts['doubts'] = []): Facts {
  return { subject, content, doubts };
}

export function aGate(more: Partial<Gate> = {}): Gate {
  return { name: 'pipeline', kind: 'notPassed', required: true, said: 'It has not passed.', ...more };
}

export function gates(all: readonly Gate[], checks: GateVerdict['checks'] = [], isHeard = true): JudgedGates {
  return { verdict: { commit: 'c'.repeat(40), kind: 'notPassed', gates: all, checks }, isHeard };
}
