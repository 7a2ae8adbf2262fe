import { insert, set } from '../history/edits';
import { people } from '../history/people';
import { changes, type Story } from '../story';

const { raj, lena, updater } = people;
const config = 'base/config.yaml';

export const shipping: Story = {
  service: 'shipping',
  grow(history, files) {
    const change = changes(history);
    let tag = '1.12.0';
    const release = (daysAgo: number, version: string): void => {
      change(
        daysAgo,
        updater,
        `shipping ${version}`,
        set('base/kustomization.yaml', `newTag: ${tag}`, `newTag: ${version}`),
      );
      tag = version;
    };
    const land = (from: string, to: string, daysAgo: number, title: string): void =>
      history.promote(from, to, daysAgo, raj, { style: 'squash', made: 'byHand', title });
    const overlay = (environment: string, namespace: string, replicas: number, level: string) => [
      set('env/kustomization.yaml', 'namespace: shipping-dev', `namespace: ${namespace}`),
      set('env/kustomization.yaml', 'count: 1', `count: ${replicas}`),
      set('env/shipping-env.yaml', 'LOG_LEVEL: debug', `LOG_LEVEL: ${level}`),
      ...(environment === 'prod'
        ? [
            set('env/size.yaml', 'cpu: 50m', 'cpu: 150m'),
            set('env/size.yaml', 'memory: 192Mi', 'memory: 384Mi'),
            set('env/shipping-env.yaml', 'sandbox', 'live'),
          ]
        : []),
    ];

    history.start(55, raj, 'shipping with a base and an overlay', files);
    change(54, raj, 'Orders until four leave the same day', set(config, "CUTOFF: '15:00'", "CUTOFF: '16:00'"));
    history.environment('test', 'dev', 54, raj, ...overlay('test', 'shipping-test', 1, 'info'));
    history.environment('prod', 'dev', 54, raj, ...overlay('prod', 'shipping', 2, 'warn'));

    release(51, '1.12.1');
    release(48, '1.13.0');
    land('dev', 'test', 47, 'shipping 1.13 to test');
    land('test', 'prod', 45, 'shipping 1.13 to prod');

    change(42, lena, 'GLS for the Benelux', set(config, 'CARRIERS: dhl,ups', 'CARRIERS: dhl,ups,gls'));
    change(41, raj, 'A key for GLS, to be filled by the secret store', insert(config, 'UPS_KEY', '  GLS_KEY: sample'));
    release(40, '1.14.0');
    land('dev', 'test', 38, 'GLS: shipping 1.14 to test');
    release(36, '1.14.1');
    land('dev', 'test', 35, 'shipping 1.14.1 to test');
    land('test', 'prod', 33, 'GLS goes live');

    change(30, raj, 'Labels as ZPL for the new printers', set(config, 'LABEL_FORMAT: pdf', 'LABEL_FORMAT: zpl'));
    release(28, '1.15.0');
    release(24, '1.15.1');
    land('dev', 'test', 22, 'shipping 1.15 to test');
    land('test', 'prod', 20, 'shipping 1.15 to prod');

    change(
      16,
      lena,
      'Liveness: wait for the carriers at start',
      set(
        'base/deployment.yaml',
        'path: /healthz\n              port: http',
        'path: /healthz\n              port: http\n            initialDelaySeconds: 15',
      ),
    );
    release(13, '1.16.0');
    land('dev', 'test', 11, 'shipping 1.16 to test');
    release(8, '1.16.1');
    change(6, raj, 'Ask carriers for pick-up times', insert(config, 'CUTOFF', "  PICKUP_SLOTS: 'on'"));
    change(3, lena, 'More memory for a base pod', set('base/deployment.yaml', 'memory: 96Mi', 'memory: 128Mi'));
  },
};
