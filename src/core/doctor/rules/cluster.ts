import { message } from '../../support/message';
import { filledLater, type Rule } from './rule';

const rights = message('Give the account of the kubeconfig the right to get, list and watch them, by a Role there.');

export const clusterRules = {
  contextMissing: {
    severity: 'error',
    what: message('{reason}', filledLater),
    why: message('What runs there is not known: neither live revision nor drift, and nothing is verified.'),
    fix: message('Add the context to the kubeconfig, or correct "cluster" in the catalog.'),
  },
  credentialsRefused: {
    severity: 'error',
    what: message('{reason}', filledLater),
    why: message('What runs there is not known: neither live revision nor drift, and nothing is verified.'),
    fix: message('Sign in to the cluster again.'),
  },
  namespaceMissing: {
    severity: 'error',
    what: message('The cluster {cluster} has no namespace {namespace}.', filledLater),
    why: message('Nothing of the environment runs there.'),
    fix: message('Create the namespace, or correct "namespace" in the catalog.'),
  },
  kindForbidden: {
    severity: 'warning',
    what: message('{reason}', filledLater),
    why: message('Objects of the kind are not compared: drift of theirs is not seen, and nothing is verified.'),
    fix: rights,
  },
  kindUnknown: {
    severity: 'error',
    what: message('The cluster {cluster} does not know {kind}, which the manifests have.', filledLater),
    why: message('It cannot be applied there.'),
    fix: message('Install its definition in the cluster, or correct "apiVersion" and "kind" in the manifest.'),
  },
  controllersForbidden: {
    severity: 'note',
    what: message('In the cluster {cluster}, {kind} in {namespace} may not be read.', filledLater),
    why: message('What Argo CD or Flux says that it has applied is not shown; what runs is told by content alone.'),
    fix: rights,
  },
  moversForbidden: {
    severity: 'note',
    what: message('In the cluster {cluster}, {kind} may not be listed across all namespaces.', filledLater),
    why: message(
      'Whether an engine moves a branch is not known there: each promotion asks once more, or wants a flag.',
    ),
    fix: message(
      'Give the account of the kubeconfig the right to list and watch them by a ClusterRole, or say who moves the branches: "movedBy" in the catalog.',
    ),
  },
} as const satisfies Record<string, Rule>;
