import type { LandingDemands } from '../../forge/types';
import type { PipelineContext, PipelineState, Verdict } from '../../pipeline/state';
import { compileGlobs } from '../../support/globs';

/** A check that has to succeed, as it is at the head of a pull request. */
export interface RequiredCheck {
  readonly name: string;
  readonly state: Verdict | 'running' | 'queued' | 'missing';
}

/**
 * The required checks at the head of a pull request, each as it is; a pattern stands for all that it matches, and a name for all
 * that are called so.
 */
export function requiredChecks(
  { requiredChecks: names }: Pick<LandingDemands, 'requiredChecks'>,
  { contexts }: PipelineState,
): RequiredCheck[] {
  return names.flatMap((name): RequiredCheck[] => {
    // As Gitea has it, a star takes slashes as well. What cannot be read as a pattern is a name.
    const isMeant = name === '' ? undefined : compileGlobs([name], { bash: true });
    const found = contexts.filter((context) => nameOf(context) === name || isMeant?.(nameOf(context)));
    if (found.length === 0) return [{ name, state: 'missing' }];
    return found.map((context) => ({
      name: context.name,
      state: context.inFlight === 'no' ? context.verdict : context.inFlight,
    }));
  });
}

export function isChecked(state: RequiredCheck['state']): boolean {
  return state === 'success' || state === 'warning' || state === 'skipped';
}

/** Whether fewer checks succeeded than have to. */
export function tooFewBuilds({ requiredBuilds = 0 }: LandingDemands, { contexts }: PipelineState): boolean {
  return contexts.filter(({ verdict, inFlight }) => verdict === 'success' && inFlight === 'no').length < requiredBuilds;
}

function nameOf({ of, name }: PipelineContext): string {
  return of ?? name;
}
