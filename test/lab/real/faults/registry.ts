import { faultyAnswer, type RegistryFault } from '../../registry/faults';
import { send } from '../../registry/send';
import { answerWith, startProxy, type Proxy } from './proxy';

/** A way to a registry on which faults may lie. */
export async function registryWithFaults(behind: {
  readonly url: string;
}): Promise<{ readonly proxy: Proxy; readonly set: (fault: RegistryFault) => void }> {
  let fault: RegistryFault = 'none';
  const proxy = await startProxy({
    scheme: 'http',
    behind: () => behind,
    serve: async (request, response, server) => {
      const said = faultyAnswer(fault);
      if (said) send(response, request.method, said);
      else if (fault === 'down') request.socket.destroy();
      else if (fault === 'none') answerWith(response, await server.ask(request));
    },
  });
  return { proxy, set: (next) => (fault = next) };
}
