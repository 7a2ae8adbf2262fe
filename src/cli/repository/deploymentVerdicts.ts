import { verdictSource as sourceOn, type VerdictSource } from '../../core/measures/verdictSource';
import { systemClock } from '../../core/support/clock';
import { inEnglish, type Message } from '../../core/support/message';
import { redact } from '../../core/support/redact';
import type { CliContext } from '../context';
import { forgeOf } from './forge';
import type { OpenRepository } from './openRepository';

/** Who is asked how the deployments of a repository went: the forge that it is on. */
export function verdictSource({ remote }: OpenRepository, context: CliContext): Promise<VerdictSource> {
  const find = async () => {
    const found = await forgeOf(remote, context);
    return found.kind === 'forge' ? found : undefined;
  };
  return sourceOn(find, systemClock, context.signal);
}

/** Why a forge did not tell how deployments went, as it may be printed. */
export function verdictFailure(failure: Message | undefined): string | undefined {
  return failure && redact(inEnglish(failure));
}
