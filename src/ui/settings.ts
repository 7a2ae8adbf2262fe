import * as vscode from 'vscode';
import * as z from 'zod';
import type { ForgeSettings } from '../core/forge/identify';
import { forgeSettings, writtenForges, type WrittenForges } from '../core/forge/forgeSettings';

const texts = z.array(z.string());

/** The person's settings, read anew at each use: a change counts at once. A value of the wrong shape counts as not set. */
export const settings = {
  assistantWrites: (): boolean => read('assistant.allowWrites', z.boolean(), false),
  catalog: (): string => read('catalog', z.string(), ''),
  kubeconfig: (): readonly string[] => read('kubeconfig', texts, []),
  contexts: (): Readonly<Record<string, string>> => read('contexts', z.record(z.string(), z.string()), {}),
  useGitCredentials: (): boolean => read('useGitCredentials', z.boolean(), false),
  codeStatus: (): boolean => read('statusBar.code', z.boolean(), true),
  watchedEnvironments: (): readonly string[] => read('statusBar.watch', texts, []),
  driftDecorations: (): boolean => read('drift.decorations', z.boolean(), true),
  notifiedKinds: (): readonly string[] => read('notifications.about', texts, []),
  notifiedEnvironments: (): readonly string[] => read('notifications.environments', texts, []),
  quietHours: (): string => read('notifications.quietHours', z.string(), ''),
  relayUrl: (): string => read('relay.url', z.string(), ''),
  driftProblems: (): boolean => read('drift.problems', z.boolean(), false),
  plainHttpRegistries: (): readonly string[] => read('registries.plainHttp', texts, []),
  forges: (): ForgeSettings => forgeSettings(settings.writtenForges()),
  /** The same, as it is written. */
  writtenForges: (): WrittenForges => read('forges', writtenForges, {}),
};

/** The names below `branchline.` that the code reads; a test holds them against package.json. */
export const settingKeys = [
  'assistant.allowWrites',
  'catalog',
  'contexts',
  'drift.decorations',
  'drift.problems',
  'forges',
  'kubeconfig',
  'notifications.about',
  'notifications.environments',
  'notifications.quietHours',
  'registries.plainHttp',
  'relay.url',
  'statusBar.code',
  'statusBar.watch',
  'useGitCredentials',
] as const;

function read<T>(key: (typeof settingKeys)[number], schema: z.ZodType<T>, otherwise: T): T {
  const parsed = schema.safeParse(vscode.workspace.getConfiguration('branchline').get(key));
  return parsed.success ? parsed.data : otherwise;
}
