import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { controlPlane } from './users';

/** Who asked what, and nothing of what was in it. The control plane is left out: it writes all the time. */
export const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'None', users: [controlPlane, 'system:apiserver'] }, { level: 'Metadata' }],
};

const Event = z.object({
  auditID: z.string(),
  stage: z.string(),
  verb: z.string(),
  requestURI: z.string(),
  user: z.object({ username: z.string().default('') }),
  userAgent: z.string().default(''),
  objectRef: z
    .object({
      resource: z.string().optional(),
      subresource: z.string().optional(),
      namespace: z.string().optional(),
      name: z.string().optional(),
    })
    .optional(),
  responseStatus: z.object({ code: z.number().optional() }).optional(),
});

/** One request, as the API server's audit log keeps it. Watches are there from their start on, each once more at its end. */
export type AuditEvent = z.infer<typeof Event>;

/** @param file JSON lines; a last line that is still being written is left out */
export async function readAuditLog(file: string): Promise<readonly AuditEvent[]> {
  const text = await readFile(file, 'utf8');
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter(Boolean).map((line) => Event.parse(JSON.parse(line)));
}
