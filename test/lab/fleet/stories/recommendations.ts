import { insert, set } from '../history/edits';
import { people } from '../history/people';
import { changes, releases, type Story } from '../story';

const { ines, raj, tom } = people;
const rebase = { style: 'rebase', made: 'byHand' } as const;
const env = 'env/recommendations-env.yaml';

/** What the registry never got: its build failed after the tag was written. The clusters cannot pull such tags. */
export const missingTag = '3.5.0-broken';

export const recommendations: Story = {
  service: 'recommendations',
  grow(history, files) {
    const change = changes(history);
    const release = releases(history, 'recommendations');

    history.start(56, ines, 'recommendations', files);
    history.environment('test', 'dev', 55, ines, set(env, 'LOG_LEVEL: debug', 'LOG_LEVEL: info'));
    history.environment(
      'prod',
      'dev',
      55,
      ines,
      set('deployment.yaml', 'replicas: 1', 'replicas: 3'),
      set(env, 'LOG_LEVEL: debug', 'LOG_LEVEL: warn'),
      set(env, 'MODEL_CACHE: 256Mi', 'MODEL_CACHE: 1Gi'),
    );

    release(53, '3.1.1');
    change(
      52,
      raj,
      'Bigger list: the page shows two rows',
      set('configmap.yaml', "MAX_ITEMS: '12'", "MAX_ITEMS: '16'"),
    );
    history.promote('dev', 'test', 50, ines, rebase);
    history.promote('test', 'prod', 47, ines, rebase);

    release(45, '3.2.0');
    change(44, ines, 'Scrape every fifteen seconds', set('servicemonitor.yaml', 'interval: 30s', 'interval: 15s'));
    change(
      42,
      tom,
      'The model needs longer than we thought',
      set('deployment.yaml', 'initialDelaySeconds: 20', 'initialDelaySeconds: 45'),
    );
    history.promote('dev', 'test', 41, ines, rebase);
    history.promote('test', 'prod', 38, raj, rebase);

    release(35, '3.3.0');
    release(32, '3.3.1');
    change(
      31,
      raj,
      'Model v3, trained on the spring season',
      set('configmap.yaml', 'similar-items-v2', 'similar-items-v3'),
    );
    history.promote('dev', 'test', 30, ines, rebase);
    history.promote('test', 'prod', 26, ines, rebase);

    release(22, '3.4.0');
    change(21, ines, 'Model v3 fits in less', set('deployment.yaml', 'memory: 2Gi', 'memory: 1536Mi'));
    release(18, '3.4.1');
    history.promote('dev', 'test', 16, ines, rebase);
    history.promote('test', 'prod', 12, ines, rebase);

    change(
      8,
      raj,
      'Fall back to new arrivals',
      set('configmap.yaml', 'FALLBACK: bestsellers', 'FALLBACK: new-arrivals'),
    );
    release(7, missingTag);
    // Promoted before anybody looked at dev: test cannot pull the image.
    history.promote('dev', 'test', 6, raj, rebase);
    release(5, '3.5.1');
    change(
      3,
      ines,
      'Give a scrape ten seconds',
      insert('servicemonitor.yaml', 'interval:', '      scrapeTimeout: 10s'),
    );
  },
};
