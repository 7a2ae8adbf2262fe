import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { carsOf } from '../../../core/train/manifest';
import type { Decisions } from '../../../core/train/state';
import type { ContinueCall } from './call';
import type { KnownTrain } from './look';

/** What a person decided for this call. @throws BranchlineError for a service that is no part of the train */
export function decisionsOf({ skip = [], again = [], acceptMoved = [] }: ContinueCall, train: KnownTrain): Decisions {
  const services = new Set(carsOf(train.manifest).map(({ service }) => service));
  const accepted = acceptMoved.map((text) => {
    const [, name] = /^([^=]+)=[0-9a-f]+\.\.[0-9a-f]+$/.exec(text) ?? [];
    if (name !== undefined) return name;
    throw new BranchlineError('cli/badDecision', message('{text} is not NAME=BASE..COMMIT.', { text }));
  });
  const unknown = [...skip, ...again, ...accepted].find((name) => !services.has(name));
  if (unknown !== undefined) {
    throw new BranchlineError('cli/badDecision', message('{service} is no part of this train.', { service: unknown }));
  }
  return { skip: new Set(skip), again: new Set(again), accepted: new Set(acceptMoved) };
}
