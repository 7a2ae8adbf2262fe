import { namePattern } from '../../catalog/file';
import { fill } from '../../catalog/placeholders';
import { readImageName } from '../../registry/imageName';
import { BranchlineError } from '../../support/errors';
import { message, type Message } from '../../support/message';
import { isNamespace } from '../content/place';

/** Names of objects of Kubernetes that a service's own are made of. */
const objectName = /^[a-z](?:[-a-z0-9]{0,50}[a-z0-9])?$/;

/**
 * Why something cannot be the name of a service, or of the objects that a ready-made template gives it; nothing where it can.
 * Forges serve the pages of a wiki under the name of a repository.
 */
export function serviceNameFault(name: string, isReadyMade: boolean): Message | undefined {
  if (!namePattern.test(name) || /\.(?:git|wiki)$/i.test(name)) {
    return message('"{name}" cannot be the name of a service: letters, digits, ".", "_" and "-".', { name });
  }
  if (!isReadyMade || objectName.test(name)) return undefined;
  return message('Objects of Kubernetes cannot be called "{name}": lower case letters, digits and "-", at most 52.', {
    name,
  });
}

/** Why something cannot be whom a repository is for; nothing where it can. */
export function ownerFault(owner: string): Message | undefined {
  if (/^[A-Za-z0-9][\w.-]{0,99}$/.test(owner)) return undefined;
  return message('"{owner}" is not the name of an organisation or a person.', { owner });
}

/** Why something cannot be an image that manifests name; nothing where it can. */
export function imageFault(image: string): Message | undefined {
  try {
    readImageName(image);
    return undefined;
  } catch (error) {
    if (error instanceof BranchlineError) return error.said;
    throw error;
  }
}

/**
 * The namespace of an environment by a pattern in which `{service}` and `{environment}` are filled in.
 * @throws BranchlineError for what no namespace can be called
 */
export function namespaceBy(pattern: string, service: string, environment: string): string {
  const namespace = fill(pattern, { service, environment });
  if (isNamespace(namespace)) return namespace;
  throw new BranchlineError(
    'setup/namespace',
    message('"{namespace}" cannot be the name of a namespace.', { namespace }),
  );
}
