import type { LiveObject } from '../live';

/** `<project>:<stage>`, on an Application: which Stage of Kargo may change it. */
export const authorizedStage = 'kargo.akuity.io/authorized-stage';

/** The Kargo project (a namespace) whose Stage may change an Application. */
export function kargoProject({ metadata }: LiveObject): string | undefined {
  return /^([a-z0-9-]+):./.exec(metadata.annotations?.[authorizedStage] ?? '')?.[1];
}
