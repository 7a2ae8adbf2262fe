import { insert, set } from '../history/edits';
import { people } from '../history/people';
import { changes, image, type Story } from '../story';

const { raj, tom, lena, updater } = people;
const merge = { style: 'merge', made: 'byHand' } as const;

export const catalog: Story = {
  service: 'catalog',
  grow(history, files) {
    const change = changes(history);
    const release = (daysAgo: number, version: string): void =>
      change(daysAgo, updater, `catalog ${version}`, image('catalog', version), image('catalog-schema', version));

    history.start(56, raj, 'catalog on Kubernetes', files);
    change(
      55,
      raj,
      'Index on a volume of its own, two gigabytes at most',
      set('deployment.yaml', 'sizeLimit: 2Gi', 'sizeLimit: 3Gi'),
    );
    history.environment(
      'test',
      'dev',
      54,
      raj,
      set('deployment.yaml', 'replicas: 1 ', 'replicas: 2 '),
      set('hpa.yaml', 'minReplicas: 1', 'minReplicas: 2'),
      set('hpa.yaml', 'maxReplicas: 2', 'maxReplicas: 4'),
      set('env/catalog-env.yaml', 'LOG_LEVEL: debug', 'LOG_LEVEL: info'),
      set('env/catalog-env.yaml', 'dev-data', 'test-data'),
    );
    history.environment(
      'prod',
      'dev',
      54,
      raj,
      set('deployment.yaml', 'replicas: 1 ', 'replicas: 3 '),
      set('hpa.yaml', 'minReplicas: 1', 'minReplicas: 3'),
      set('hpa.yaml', 'maxReplicas: 2', 'maxReplicas: 12'),
      set('env/catalog-env.yaml', 'LOG_LEVEL: debug', 'LOG_LEVEL: warn'),
      set('env/catalog-env.yaml', 'dev-data', 'data'),
      set('env/catalog-env.yaml', 'CACHE_SIZE: 64Mi', 'CACHE_SIZE: 256Mi'),
    );

    release(52, '1.18.1');
    change(51, tom, 'Synonyms for boots', insert('configmap.yaml', 'jumper, sweater', '    boots, ankle boots'));
    release(48, '1.19.0');
    history.promote('dev', 'test', 47, raj, merge);
    history.promote('test', 'prod', 45, raj, merge);

    change(
      43,
      lena,
      'Scale out earlier: searches queue at 70 %',
      set('hpa.yaml', 'averageUtilization: 70', 'averageUtilization: 60'),
    );
    release(41, '1.19.1');
    release(38, '1.20.0');
    change(
      37,
      raj,
      'Search tolerates two typos',
      set('configmap.yaml', "SEARCH_FUZZINESS: '1'", "SEARCH_FUZZINESS: '2'"),
    );
    history.promote('dev', 'test', 36, tom, merge);
    history.promote('test', 'prod', 34, raj, merge);

    release(31, '1.20.1');
    change(
      30,
      raj,
      'One typo is enough: two found socks for sofas',
      set('configmap.yaml', "SEARCH_FUZZINESS: '2'", "SEARCH_FUZZINESS: '1'"),
    );
    release(27, '1.21.0');
    change(
      26,
      lena,
      'Pictures come from the new CDN',
      set('configmap.yaml', 'https://img.shop.example', 'https://cdn.shop.example/img'),
    );
    history.promote('dev', 'test', 24, lena, merge);
    release(20, '1.21.1');
    change(19, tom, 'catalog 1.21 holds more in memory', set('deployment.yaml', 'memory: 512Mi', 'memory: 640Mi'));
    history.promote('dev', 'test', 18, raj, merge);
    history.promote('test', 'prod', 14, raj, merge);

    release(10, '1.22.0');
    change(7, lena, 'Thirty products on a page', set('configmap.yaml', "PAGE_SIZE: '24'", "PAGE_SIZE: '30'"));
    change(
      5,
      tom,
      'Give the first start ten minutes: the index has grown',
      set('deployment.yaml', 'failureThreshold: 60', 'failureThreshold: 120'),
      set('deployment.yaml', 'up to five minutes', 'up to ten minutes'),
    );
    release(2, '1.22.1');
  },
};
