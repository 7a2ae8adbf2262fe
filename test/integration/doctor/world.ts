import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { runBranchline } from '../runBranchline';

const document = z.object({
  services: z.number(),
  counts: z.record(z.string(), z.number()),
  findings: z.array(
    z.object({
      code: z.string(),
      severity: z.string(),
      service: z.string().optional(),
      environment: z.string().optional(),
      place: z.object({ line: z.number(), column: z.number() }).optional(),
      what: z.string(),
      why: z.string(),
      fix: z.string(),
    }),
  ),
  notChecked: z.array(
    z.object({
      check: z.string(),
      service: z.string().optional(),
      environment: z.string().optional(),
      said: z.string(),
    }),
  ),
});

export interface Examined {
  readonly code: number;
  readonly document: z.infer<typeof document>;
  readonly err: string;
}

/** Runs `branchline doctor` in a folder, as a person or a pipeline does. */
export async function call(
  folder: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const { code, stdout, stderr } = await runBranchline(['doctor', ...args], {
    environment: { ...process.env, ...environment },
    folder,
  });
  return { code, out: stdout, err: stderr };
}

export async function doctor(
  folder: string,
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Examined> {
  const { code, out, err } = await call(folder, environment, [...args, '--json']);
  if (out === '') throw new Error(`Nothing was printed (${code}): ${err}`);
  return { code, document: document.parse(JSON.parse(out)), err };
}

/** Errors and warnings: `code service/environment`. */
export function broken({ document: { findings } }: Examined): readonly string[] {
  return findings.filter(({ severity }) => severity !== 'note').map(subjectOf);
}

export function notes({ document: { findings } }: Examined): readonly string[] {
  return findings.filter(({ severity }) => severity === 'note').map(subjectOf);
}

function subjectOf(one: { code: string; service?: string | undefined; environment?: string | undefined }): string {
  const { code, service = '', environment } = one;
  return `${code} ${service}${environment === undefined ? '' : `/${environment}`}`.trim();
}

/** A catalog beside the one of a folder: what it says changed. */
export async function otherCatalog(
  folder: string,
  name: string,
  change: (text: string) => string,
): Promise<readonly [string, string]> {
  const text = await readFile(join(folder, 'branchline.yaml'), 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error('The catalog is as it was');
  await writeFile(join(folder, name), changed);
  return ['--catalog', name];
}
