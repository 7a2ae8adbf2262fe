import type { LabFaults } from '../../lab';
import { Faults } from '../../forge/faults';
import { answerWith, startProxy, type Proxy } from './proxy';

/** A way to the forge on which faults may lie. `behind` is asked for its address once the forge is up. */
export async function forgeWithFaults(
  behind: () => { readonly url: string },
  signal: AbortSignal,
): Promise<{ readonly proxy: Proxy; readonly set: LabFaults['forge'] }> {
  const faults = new Faults(signal);
  const proxy = await startProxy({
    scheme: 'http',
    behind,
    serve: async (request, response, server) => {
      if ((await faults.applyLasting(request, response)) === 'passed') answerWith(response, await server.ask(request));
    },
  });
  return { proxy, set: (fault) => faults.set(fault) };
}
