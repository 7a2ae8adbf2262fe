import { pipelineKinds, pipelineOfForge, type PipelineKind } from '../../../core/setup/content/pipeline';
import { templateNames, templates } from '../../../core/setup/content/templates';
import type { SetupRequest } from '../../../core/setup/prepare';
import type { Webhook } from '../../../core/forge/hosting';
import type { ForgeKind } from '../../../core/forge/types';
import { imageFault, serviceNameFault } from '../../../core/setup/ask/names';
import { BranchlineError } from '../../../core/support/errors';
import { message, type Message } from '../../../core/support/message';
import type { SetupCall } from './call';

/** @throws BranchlineError for what cannot be the name of a service, or of the objects that a ready-made template gives it */
export function checkName(name: string, { from }: Pick<SetupCall, 'from'>): void {
  const fault = serviceNameFault(name, from === undefined);
  if (fault) throw bad(fault);
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
  const fault = image === undefined ? undefined : imageFault(image);
  if (fault) throw bad(fault);
  return image ?? '';
}

export function pipelineOf({ pipeline }: SetupCall, forge: ForgeKind): PipelineKind | undefined {
  if (pipeline === 'none') return undefined;
  if (pipeline === undefined) return pipelineOfForge(forge);
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
