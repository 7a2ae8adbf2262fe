import { limitByHost } from '../../../core/git/hostTurns';
import { readImageName } from '../../../core/registry/imageName';
import { RememberedRegistry } from '../../../core/registry/remembered';
import type { CliContext } from '../../context';
import { registryClient } from '../../repository/registry';
import type { UpdateCall } from '../update/call';
import { exitCodeOf, serviceDocument, type UpdateDocument } from '../update/document';
import { updateText } from '../update/print';
import { updateService } from '../update/service';
import { updateServices } from '../update/services';

/** Each has a git of its own. */
const servicesAtOnce = 4;

/** Proposes newer images for all services that are asked for; one that fails holds up no other. */
export async function update(call: UpdateCall, context: CliContext): Promise<void> {
  const named = call.image === undefined ? undefined : readImageName(call.image);
  const { services, failures, hosts } = await updateServices(call, named, context);
  const within = { ...context, catalogHosts: hosts };
  const registry = new RememberedRegistry(registryClient(context, call.plainHttp));
  const limit = limitByHost(servicesAtOnce);
  const isDryRun = call.dryRun === true;
  const options = {
    ...(call.catalog === undefined ? {} : { catalog: call.catalog }),
    dryRun: isDryRun,
    named,
    registry,
    unknownOwner: call.unknownOwner === true,
  };
  const results = await Promise.all(
    services.map((service) => limit(service.repository, context.signal, () => updateService(service, options, within))),
  );
  const document: UpdateDocument = { services: results.map(serviceDocument), failures };
  context.print(call.json ? JSON.stringify(document, null, 2) : updateText(results, failures, isDryRun));
  context.exit(exitCodeOf(document, isDryRun));
}
