import type { Tool } from './runTool';

/** @param folder of the sandbox */
export function kustomizeTools(folder: string): readonly Tool[] {
  return [
    { command: 'kustomize', args: (at) => ['build', at(folder)] },
    { command: 'kubectl', args: (at) => ['kustomize', at(folder)] },
  ];
}

/** @param chart and values are paths of the sandbox */
export function helmTool(chart: string, values: readonly string[]): Tool {
  return {
    command: 'helm',
    args: (at) => [
      ...['template', 'release', at(chart), '--include-crds', '--skip-tests'],
      ...values.flatMap((path) => ['--values', at(path)]),
    ],
  };
}
