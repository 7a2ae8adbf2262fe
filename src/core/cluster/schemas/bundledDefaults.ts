import type { Defaults } from './schema';

/** What servers fill in. Written by test/lab/servers/kubernetes/defaults from Kubernetes' own defaulting. */
export const podDefaults: Defaults = {
  absent: {
    'containers[].env[].valueFrom.resourceFieldRef.divisor': '0',
    terminationGracePeriodSeconds: 30,
    'volumes[].azureDisk.cachingMode': 'ReadWrite',
    'volumes[].azureDisk.fsType': 'ext4',
    'volumes[].azureDisk.kind': 'Shared',
    'volumes[].configMap.defaultMode': 420,
    'volumes[].downwardAPI.defaultMode': 420,
    'volumes[].downwardAPI.items[].resourceFieldRef.divisor': '0',
    'volumes[].ephemeral.volumeClaimTemplate.spec.volumeMode': 'Filesystem',
    'volumes[].projected.defaultMode': 420,
    'volumes[].projected.sources[].downwardAPI.items[].resourceFieldRef.divisor': '0',
    'volumes[].projected.sources[].serviceAccountToken.expirationSeconds': 3600,
    'volumes[].secret.defaultMode': 420,
  },
  unset: {
    'containers[].env[].valueFrom.fieldRef.apiVersion': 'v1',
    'containers[].env[].valueFrom.fileKeyRef.optional': false,
    'containers[].lifecycle.postStart.httpGet.path': '/',
    'containers[].lifecycle.postStart.httpGet.scheme': 'HTTP',
    'containers[].lifecycle.preStop.httpGet.path': '/',
    'containers[].lifecycle.preStop.httpGet.scheme': 'HTTP',
    'containers[].livenessProbe.failureThreshold': 3,
    'containers[].livenessProbe.grpc.service': '',
    'containers[].livenessProbe.httpGet.path': '/',
    'containers[].livenessProbe.httpGet.scheme': 'HTTP',
    'containers[].livenessProbe.periodSeconds': 10,
    'containers[].livenessProbe.successThreshold': 1,
    'containers[].livenessProbe.timeoutSeconds': 1,
    'containers[].ports[].protocol': 'TCP',
    'containers[].readinessProbe.failureThreshold': 3,
    'containers[].readinessProbe.grpc.service': '',
    'containers[].readinessProbe.httpGet.path': '/',
    'containers[].readinessProbe.httpGet.scheme': 'HTTP',
    'containers[].readinessProbe.periodSeconds': 10,
    'containers[].readinessProbe.successThreshold': 1,
    'containers[].readinessProbe.timeoutSeconds': 1,
    'containers[].startupProbe.failureThreshold': 3,
    'containers[].startupProbe.grpc.service': '',
    'containers[].startupProbe.httpGet.path': '/',
    'containers[].startupProbe.httpGet.scheme': 'HTTP',
    'containers[].startupProbe.periodSeconds': 10,
    'containers[].startupProbe.successThreshold': 1,
    'containers[].startupProbe.timeoutSeconds': 1,
    'containers[].terminationMessagePath': '/dev/termination-log',
    'containers[].terminationMessagePolicy': 'File',
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    'volumes[].azureDisk.readOnly': false,
    'volumes[].downwardAPI.items[].fieldRef.apiVersion': 'v1',
    'volumes[].hostPath.type': '',
    'volumes[].iscsi.iscsiInterface': 'default',
    'volumes[].projected.sources[].downwardAPI.items[].fieldRef.apiVersion': 'v1',
    'volumes[].rbd.keyring': '/etc/ceph/keyring',
    'volumes[].rbd.pool': 'rbd',
    'volumes[].rbd.user': 'admin',
    'volumes[].scaleIO.fsType': 'xfs',
    'volumes[].scaleIO.storageMode': 'ThinProvisioned',
  },
};

/** By kind, without what is in the Pods that it runs. */
export const kindDefaults: Readonly<Record<string, Defaults>> = {
  'admissionregistration.k8s.io/v1/MutatingAdmissionPolicy': {
    absent: {
      'spec.failurePolicy': 'Fail',
      'spec.matchConstraints.excludeResourceRules[].scope': '*',
      'spec.matchConstraints.matchPolicy': 'Equivalent',
      'spec.matchConstraints.resourceRules[].scope': '*',
    },
    unset: {},
  },
  'admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding': {
    absent: {
      'spec.matchResources.excludeResourceRules[].scope': '*',
      'spec.matchResources.matchPolicy': 'Equivalent',
      'spec.matchResources.resourceRules[].scope': '*',
    },
    unset: {},
  },
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration': {
    absent: {
      'webhooks[].clientConfig.service.port': 443,
      'webhooks[].failurePolicy': 'Fail',
      'webhooks[].matchPolicy': 'Equivalent',
      'webhooks[].reinvocationPolicy': 'Never',
      'webhooks[].rules[].scope': '*',
      'webhooks[].timeoutSeconds': 10,
    },
    unset: {},
  },
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy': {
    absent: {
      'spec.failurePolicy': 'Fail',
      'spec.matchConstraints.excludeResourceRules[].scope': '*',
      'spec.matchConstraints.matchPolicy': 'Equivalent',
      'spec.matchConstraints.resourceRules[].scope': '*',
    },
    unset: {},
  },
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding': {
    absent: {
      'spec.matchResources.excludeResourceRules[].scope': '*',
      'spec.matchResources.matchPolicy': 'Equivalent',
      'spec.matchResources.resourceRules[].scope': '*',
    },
    unset: {},
  },
  'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration': {
    absent: {
      'webhooks[].clientConfig.service.port': 443,
      'webhooks[].failurePolicy': 'Fail',
      'webhooks[].matchPolicy': 'Equivalent',
      'webhooks[].rules[].scope': '*',
      'webhooks[].timeoutSeconds': 10,
    },
    unset: {},
  },
  'apiextensions.k8s.io/v1/CustomResourceDefinition': {
    absent: {
      'spec.conversion.strategy': 'None',
      'spec.conversion.webhook.clientConfig.service.port': 443,
    },
    unset: {},
  },
  'apiregistration.k8s.io/v1/APIService': {
    absent: {
      'spec.service.port': 443,
    },
    unset: {},
  },
  'apps/v1/DaemonSet': {
    absent: {
      'spec.revisionHistoryLimit': 10,
      'spec.updateStrategy.rollingUpdate.maxSurge': 0,
      'spec.updateStrategy.rollingUpdate.maxUnavailable': 1,
    },
    unset: {
      'spec.updateStrategy.type': 'RollingUpdate',
    },
  },
  'apps/v1/Deployment': {
    absent: {
      'spec.progressDeadlineSeconds': 600,
      'spec.replicas': 1,
      'spec.revisionHistoryLimit': 10,
      'spec.strategy.rollingUpdate.maxSurge': '25%',
      'spec.strategy.rollingUpdate.maxUnavailable': '25%',
    },
    unset: {
      'spec.strategy.type': 'RollingUpdate',
    },
  },
  'apps/v1/ReplicaSet': {
    absent: {
      'spec.replicas': 1,
    },
    unset: {},
  },
  'apps/v1/StatefulSet': {
    absent: {
      'spec.replicas': 1,
      'spec.revisionHistoryLimit': 10,
      'spec.updateStrategy.rollingUpdate.maxUnavailable': 1,
      'spec.volumeClaimTemplates[].spec.volumeMode': 'Filesystem',
    },
    unset: {
      'spec.persistentVolumeClaimRetentionPolicy.whenDeleted': 'Retain',
      'spec.persistentVolumeClaimRetentionPolicy.whenScaled': 'Retain',
      'spec.podManagementPolicy': 'OrderedReady',
      'spec.updateStrategy.rollingUpdate.partition': 0,
      'spec.updateStrategy.type': 'RollingUpdate',
    },
  },
  'autoscaling/v1/HorizontalPodAutoscaler': {
    absent: {
      'spec.minReplicas': 1,
    },
    unset: {},
  },
  'autoscaling/v2/HorizontalPodAutoscaler': {
    absent: {
      'spec.behavior.scaleDown.policies': [{ periodSeconds: 15, type: 'Percent', value: 100 }],
      'spec.behavior.scaleDown.selectPolicy': 'Max',
      'spec.behavior.scaleUp.policies': [
        { periodSeconds: 15, type: 'Pods', value: 4 },
        { periodSeconds: 15, type: 'Percent', value: 100 },
      ],
      'spec.behavior.scaleUp.selectPolicy': 'Max',
      'spec.metrics': [
        { resource: { name: 'cpu', target: { averageUtilization: 80, type: 'Utilization' } }, type: 'Resource' },
      ],
      'spec.minReplicas': 1,
    },
    unset: {
      'spec.behavior.scaleUp.stabilizationWindowSeconds': 0,
    },
  },
  'batch/v1/CronJob': {
    absent: {
      'spec.failedJobsHistoryLimit': 1,
      'spec.successfulJobsHistoryLimit': 3,
    },
    unset: {
      'spec.concurrencyPolicy': 'Allow',
      'spec.suspend': false,
    },
  },
  'batch/v1/Job': {
    absent: {
      'spec.backoffLimit': 6,
      'spec.completionMode': 'NonIndexed',
      'spec.podReplacementPolicy': 'TerminatingOrFailed',
    },
    unset: {
      'spec.manualSelector': false,
      'spec.suspend': false,
    },
  },
  'discovery.k8s.io/v1/EndpointSlice': {
    absent: {
      'ports[].protocol': 'TCP',
    },
    unset: {
      'ports[].name': '',
    },
  },
  'flowcontrol.apiserver.k8s.io/v1/FlowSchema': {
    absent: {},
    unset: {
      'spec.matchingPrecedence': 1000,
    },
  },
  'flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration': {
    absent: {
      'spec.limited.nominalConcurrencyShares': 30,
    },
    unset: {
      'spec.exempt.lendablePercent': 0,
      'spec.exempt.nominalConcurrencyShares': 0,
      'spec.limited.lendablePercent': 0,
      'spec.limited.limitResponse.queuing.handSize': 8,
      'spec.limited.limitResponse.queuing.queueLengthLimit': 50,
      'spec.limited.limitResponse.queuing.queues': 64,
    },
  },
  'networking.k8s.io/v1/IngressClass': {
    absent: {
      'spec.parameters.scope': 'Cluster',
    },
    unset: {},
  },
  'networking.k8s.io/v1/NetworkPolicy': {
    absent: {
      'spec.egress[].ports[].protocol': 'TCP',
      'spec.ingress[].ports[].protocol': 'TCP',
    },
    unset: {},
  },
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': {
    absent: {},
    unset: {
      'roleRef.apiGroup': 'rbac.authorization.k8s.io',
    },
  },
  'rbac.authorization.k8s.io/v1/RoleBinding': {
    absent: {},
    unset: {
      'roleRef.apiGroup': 'rbac.authorization.k8s.io',
    },
  },
  'resource.k8s.io/v1/ResourceClaim': {
    absent: {},
    unset: {
      'spec.devices.requests[].exactly.allocationMode': 'ExactCount',
      'spec.devices.requests[].exactly.count': 1,
      'spec.devices.requests[].exactly.tolerations[].operator': 'Equal',
      'spec.devices.requests[].firstAvailable[].allocationMode': 'ExactCount',
      'spec.devices.requests[].firstAvailable[].count': 1,
      'spec.devices.requests[].firstAvailable[].tolerations[].operator': 'Equal',
    },
  },
  'resource.k8s.io/v1/ResourceClaimTemplate': {
    absent: {},
    unset: {
      'spec.spec.devices.requests[].exactly.allocationMode': 'ExactCount',
      'spec.spec.devices.requests[].exactly.count': 1,
      'spec.spec.devices.requests[].exactly.tolerations[].operator': 'Equal',
      'spec.spec.devices.requests[].firstAvailable[].allocationMode': 'ExactCount',
      'spec.spec.devices.requests[].firstAvailable[].count': 1,
      'spec.spec.devices.requests[].firstAvailable[].tolerations[].operator': 'Equal',
    },
  },
  'scheduling.k8s.io/v1/PriorityClass': {
    absent: {
      preemptionPolicy: 'PreemptLowerPriority',
    },
    unset: {},
  },
  'storage.k8s.io/v1/CSIDriver': {
    absent: {
      'spec.attachRequired': true,
      'spec.fsGroupPolicy': 'ReadWriteOnceWithFSType',
      'spec.volumeLifecycleModes': ['Persistent'],
    },
    unset: {
      'spec.podInfoOnMount': false,
      'spec.preventPodSchedulingIfMissing': false,
      'spec.requiresRepublish': false,
      'spec.seLinuxMount': false,
      'spec.storageCapacity': false,
    },
  },
  'storage.k8s.io/v1/StorageClass': {
    absent: {
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
    },
    unset: {},
  },
  'v1/Endpoints': {
    absent: {},
    unset: {
      'subsets[].ports[].protocol': 'TCP',
    },
  },
  'v1/PersistentVolume': {
    absent: {
      'spec.azureDisk.cachingMode': 'ReadWrite',
      'spec.azureDisk.fsType': 'ext4',
      'spec.azureDisk.kind': 'Shared',
      'spec.volumeMode': 'Filesystem',
    },
    unset: {
      'spec.azureDisk.readOnly': false,
      'spec.hostPath.type': '',
      'spec.iscsi.iscsiInterface': 'default',
      'spec.persistentVolumeReclaimPolicy': 'Retain',
      'spec.rbd.keyring': '/etc/ceph/keyring',
      'spec.rbd.pool': 'rbd',
      'spec.rbd.user': 'admin',
      'spec.scaleIO.fsType': 'xfs',
      'spec.scaleIO.storageMode': 'ThinProvisioned',
    },
  },
  'v1/PersistentVolumeClaim': {
    absent: {
      'spec.volumeMode': 'Filesystem',
    },
    unset: {},
  },
  'v1/Pod': {
    absent: {
      'spec.enableServiceLinks': true,
    },
    unset: {},
  },
  'v1/ReplicationController': {
    absent: {
      'spec.replicas': 1,
    },
    unset: {},
  },
  'v1/Secret': {
    absent: {},
    unset: {
      type: 'Opaque',
    },
  },
  'v1/Service': {
    absent: {
      'spec.internalTrafficPolicy': 'Cluster',
    },
    unset: {
      'spec.ports[].protocol': 'TCP',
      'spec.sessionAffinity': 'None',
      'spec.type': 'ClusterIP',
    },
  },
};
