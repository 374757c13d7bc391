// diagnostics_channel: named channels of one cell, on which libraries tell those who listen what they do. Stores, which
// need AsyncLocalStorage, are not there.
import { checkFunction } from './checks.js';
import errors from 'node:internal/errors';

const { ERR_INVALID_ARG_TYPE } = errors.codes;
const channels = new Map();

class Channel {
  #subscribers = [];

  constructor(name) {
    this.name = name;
    channels.set(name, this);
  }

  get hasSubscribers() {
    return this.#subscribers.length > 0;
  }

  subscribe(subscriber) {
    checkFunction(subscriber, 'subscription');
    // A new list: one that is being published to stays as it was.
    this.#subscribers = [...this.#subscribers, subscriber];
  }

  unsubscribe(subscriber) {
    const index = this.#subscribers.indexOf(subscriber);
    if (index < 0) return false;
    this.#subscribers = this.#subscribers.toSpliced(index, 1);
    return true;
  }

  publish(message) {
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(message, this.name);
      } catch (error) {
        process.nextTick(() => {
          throw error;
        });
      }
    }
  }
}

const channel = (name) => {
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw new ERR_INVALID_ARG_TYPE('channel', ['string', 'symbol'], name);
  }
  return channels.get(name) ?? new Channel(name);
};

const events = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];

const channelFor = (given, event) => {
  if (typeof given === 'string') return channel(`tracing:${given}:${event}`);
  const found = given?.[event];
  if (!(found instanceof Channel)) throw new ERR_INVALID_ARG_TYPE(`nameOrChannels.${event}`, 'Channel', found);
  return found;
};

class TracingChannel {
  constructor(given) {
    for (const event of events)
      Object.defineProperty(this, event, { value: channelFor(given, event), enumerable: true });
  }

  get hasSubscribers() {
    return events.some((event) => this[event].hasSubscribers);
  }

  subscribe(handlers) {
    for (const event of events) if (handlers[event]) this[event].subscribe(handlers[event]);
  }

  unsubscribe(handlers) {
    const left = events.filter((event) => handlers[event] && !this[event].unsubscribe(handlers[event]));
    return left.length === 0;
  }

  traceSync(call, context = {}, receiver, ...args) {
    if (!this.hasSubscribers) return Reflect.apply(call, receiver, args);
    this.start.publish(context);
    try {
      context.result = Reflect.apply(call, receiver, args);
      return context.result;
    } catch (error) {
      context.error = error;
      this.error.publish(context);
      throw error;
    } finally {
      this.end.publish(context);
    }
  }

  tracePromise(call, context = {}, receiver, ...args) {
    if (!this.hasSubscribers) return Reflect.apply(call, receiver, args);
    const settled = (isError) => {
      if (isError) this.error.publish(context);
      this.asyncStart.publish(context);
      this.asyncEnd.publish(context);
    };
    this.start.publish(context);
    try {
      return Promise.resolve(Reflect.apply(call, receiver, args)).then(
        (value) => {
          context.result = value;
          settled(false);
          return value;
        },
        (reason) => {
          context.error = reason;
          settled(true);
          throw reason;
        },
      );
    } catch (error) {
      context.error = error;
      this.error.publish(context);
      throw error;
    } finally {
      this.end.publish(context);
    }
  }

  traceCallback(call, position = -1, context = {}, receiver, ...args) {
    if (!this.hasSubscribers) return Reflect.apply(call, receiver, args);
    const callback = args.at(position);
    checkFunction(callback, 'callback');
    const { asyncStart, asyncEnd, error: failed } = this;
    const traced = function (error, ...values) {
      if (error) {
        context.error = error;
        failed.publish(context);
      } else [context.result] = values;
      asyncStart.publish(context);
      try {
        return Reflect.apply(callback, this, [error, ...values]);
      } finally {
        asyncEnd.publish(context);
      }
    };
    args.splice(position, 1, traced);
    this.start.publish(context);
    try {
      return Reflect.apply(call, receiver, args);
    } catch (error) {
      context.error = error;
      this.error.publish(context);
      throw error;
    } finally {
      this.end.publish(context);
    }
  }
}

export default {
  Channel,
  channel,
  hasSubscribers: (name) => channels.get(name)?.hasSubscribers ?? false,
  subscribe: (name, subscriber) => channel(name).subscribe(subscriber),
  tracingChannel: (nameOrChannels) => new TracingChannel(nameOrChannels),
  unsubscribe: (name, subscriber) => channel(name).unsubscribe(subscriber),
};
