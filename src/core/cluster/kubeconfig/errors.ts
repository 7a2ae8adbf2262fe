import { pathToFileURL } from 'node:url';
import { BranchlineError, type Remedy } from '../../support/errors';
import { message } from '../../support/message';
import type { FileError } from '../../support/readBounded';
import { closest } from '../../support/closest';

const chooseFile: Remedy = {
  title: message('Choose the kubeconfig'),
  command: 'workbench.action.openSettings',
  args: ['branchline.kubeconfig'],
};

const mapContexts: Remedy = {
  title: message('Map context names'),
  command: 'workbench.action.openSettings',
  args: ['branchline.contexts'],
};

/** The kubeconfig does not lead to a cluster. Never carries file content: a kubeconfig holds tokens. */
export class KubeconfigError extends BranchlineError {
  static absent(paths: readonly string[]): KubeconfigError {
    return new KubeconfigError(
      'kubeconfig/absent',
      message('No kubeconfig found. Looked for: {paths}.', { paths: paths.join(', ') }),
      { remedy: chooseFile },
    );
  }

  static unreadable(file: string, reason: string): KubeconfigError {
    return new KubeconfigError(
      'kubeconfig/unreadable',
      message('Cannot read the kubeconfig {file}: {reason}.', { file, reason }),
      { remedy: chooseFile },
    );
  }

  /** No file that could be one: a pipe, a device, far too large. */
  static unfit({ code, said }: FileError): KubeconfigError {
    return new KubeconfigError(code, said, { remedy: chooseFile });
  }

  static invalid(file: string, line: number, reason: string): KubeconfigError {
    return new KubeconfigError(
      'kubeconfig/invalid',
      message('The kubeconfig {file} is not valid at line {line}: {reason}.', { file, line, reason }),
      { remedy: openFile(file) },
    );
  }

  static badEntry(file: string, entry: string, reason: string): KubeconfigError {
    return new KubeconfigError(
      'kubeconfig/invalid',
      message('In the kubeconfig {file}, {entry} is not valid: {reason}.', { file, entry, reason }),
      { remedy: openFile(file) },
    );
  }

  static noContext(name: string, known: readonly string[]): KubeconfigError {
    const near = closest(name, known);
    const values = { name, near: near ?? '', known: listed(known) };
    const said =
      near !== undefined
        ? message('The kubeconfig has no context “{name}”. Did you mean “{near}”?', values)
        : message('The kubeconfig has no context “{name}”. It has: {known}.', values);
    return new KubeconfigError('kubeconfig/noContext', said, { remedy: mapContexts });
  }

  static noServer(server: string, known: readonly string[]): KubeconfigError {
    return new KubeconfigError(
      'kubeconfig/noServer',
      message('No context of the kubeconfig leads to {server}. Its clusters are: {known}.', {
        server,
        known: listed(known),
      }),
      { remedy: mapContexts },
    );
  }

  static ambiguous(server: string, contexts: readonly string[]): KubeconfigError {
    return new KubeconfigError(
      'kubeconfig/ambiguous',
      message('Several contexts lead to {server} as different users: {contexts}. Say which one to use.', {
        server,
        contexts: contexts.join(', '),
      }),
      { remedy: mapContexts },
    );
  }

  static dangling(file: string, context: string, kind: 'cluster' | 'user', name: string): KubeconfigError {
    return new KubeconfigError(
      `kubeconfig/no${kind === 'cluster' ? 'Cluster' : 'User'}`,
      kind === 'cluster'
        ? message('Context “{context}” names the cluster “{name}”, which the kubeconfig lacks.', { context, name })
        : message('Context “{context}” names the user “{name}”, which the kubeconfig lacks.', { context, name }),
      { remedy: openFile(file) },
    );
  }
}

function openFile(file: string): Remedy {
  return { title: message('Open the kubeconfig'), command: 'vscode.open', args: [pathToFileURL(file).href] };
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return '—';
  return names.length <= 8 ? names.join(', ') : `${names.slice(0, 8).join(', ')}, …`;
}
