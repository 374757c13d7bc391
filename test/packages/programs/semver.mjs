import semver from 'semver';
import satisfies from 'semver/functions/satisfies.js';

export default {
  in: satisfies('1.2.9', '^1.2.3 || >=3'),
  next: semver.inc('1.2.3-beta.1', 'prerelease'),
  sorted: semver.sort(['2.0.0', '1.0.0-rc.1', '1.0.0']),
  coerced: semver.coerce('v3.4').version,
  max: semver.maxSatisfying(['1.1.0', '1.2.0', '2.0.0'], '~1'),
};
