/**
 * `performance`, of which a cell has the clock only.
 *
 * Trusts: `$clock`, which tells the time as the policy says.
 */
import events from 'node:internal/events-web';

const { EventTarget } = events;

class Performance extends EventTarget {
  now() {
    return $clock.now();
  }

  get timeOrigin() {
    return $clock.origin();
  }

  toJSON() {
    return { timeOrigin: this.timeOrigin };
  }

  get [Symbol.toStringTag]() {
    return 'Performance';
  }
}

export default { performance: new Performance() };
