import { pipelineKinds, type PipelineKind } from '../../../core/setup/content/pipeline';
import { isNamespace } from '../../../core/setup/content/place';
import { templateNames, templates } from '../../../core/setup/content/templates';
import type { SetupRequest } from '../../../core/setup/prepare';
import type { Webhook } from '../../../core/forge/hosting';
import type { ForgeKind } from '../../../core/forge/types';
import { namePattern } from '../../../core/catalog/file';
import { fill } from '../../../core/catalog/placeholders';
import { readImageName } from '../../../core/registry/imageName';
import { BranchlineError } from '../../../core/support/errors';
import { message, type Message } from '../../../core/support/message';
import type { SetupCall } from './call';

/** Names of objects of Kubernetes that a service's own are made of. */
const objectName = /^[a-z](?:[-a-z0-9]{0,50}[a-z0-9])?$/;

/** Forges serve the pages of a wiki under the name of a repository. @throws BranchlineError for what cannot be the name of a service, or of the objects that a ready-made template gives it */
export function checkName(name: string, call: Pick<SetupCall, 'from'>): void {
  if (!namePattern.test(name) || /\.(?:git|wiki)$/i.test(name)) {
    throw bad(message('"{name}" cannot be the name of a service: letters, digits, ".", "_" and "-".', { name }));
  }
  if (call.from === undefined && !objectName.test(name)) {
    const said = 'Objects of Kubernetes cannot be called "{name}": lower case letters, digits and "-", at most 52.';
    throw bad(message(said, { name }));
  }
}

export function readyTemplate({ template }: SetupCall): SetupRequest['template'] {
  const name = templateNames.find((one) => one === template);
  if (name === undefined)
    throw bad(message('--template: "{template}" is none of plain, kustomize and helm.', { template }));
  return templates[name];
}

/** The image as it stands in manifests; a template of one's own may do without. */
export function imageOf({ image, from }: SetupCall): string {
  if (image === undefined && from === undefined) {
    throw bad(message('--image is missing: the image that the service begins with.'));
  }
  if (image !== undefined) readImageName(image);
  return image ?? '';
}

export function namespacesOf(name: string, { namespace }: SetupCall): (environment: string) => string {
  return (environment) => {
    const filled = fill(namespace, { service: name, environment });
    if (isNamespace(filled)) return filled;
    throw bad(message('--namespace: "{namespace}" cannot be the name of a namespace.', { namespace: filled }));
  };
}

export function pipelineOf({ pipeline }: SetupCall, forge: ForgeKind): PipelineKind | undefined {
  if (pipeline === 'none') return undefined;
  if (pipeline === undefined) return forge;
  const kind = pipelineKinds.find((one) => one === pipeline);
  if (kind) return kind;
  throw bad(message('--pipeline: "{pipeline}" is none of those that there are.', { pipeline }));
}

export function approvalsOf({ approvals }: SetupCall): number {
  if (/^\d$/.test(approvals)) return Number(approvals);
  throw bad(message('--approvals must be a number from 0 to 9.'));
}

/** Of its address the host alone is shown: the rest may be a secret of the receiver. */
export function webhookOf({ webhook }: SetupCall): Webhook | undefined {
  if (webhook === undefined) return undefined;
  const url = URL.parse(webhook);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '' || /\s/.test(webhook)) {
    throw bad(message('--webhook must start with https:// or http://, without a user name.'));
  }
  return { url: webhook, events: ['push', 'pull_request', 'status'], active: true };
}

export function bad(said: Message): BranchlineError {
  return new BranchlineError('cli/badOption', said);
}
