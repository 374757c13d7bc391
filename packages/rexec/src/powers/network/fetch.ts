/**
 * The host half of `fetch`: what a cell may reach by its policy's `okHosts`.
 *
 * A guest half begins an exchange and gets a number for it; with that it asks for the head of the response, for part after
 * part of its body, or ends it. Trusts: nothing of the guest half. Invariants: no exchange outlives its cell; every byte of
 * a body is counted, out and in.
 */
import { grantsHost } from '../../policy/hosts.js';
import { bytesOf, pairsOf, textOf } from '../arguments.js';
import type { Plain, Power } from '../powers.js';
import type { PowerContext } from '../registry.js';
import { type AllAddresses, resolved } from './checked-lookup.js';
import { Connections } from './connecting.js';
import { Exchange, fetchable, type ExchangeLimits, exchangeLimits, type RedirectMode } from './exchange.js';
import { checkedHeaders } from './headers.js';

/** What of the world a fetch depends on: tests have their own. */
export interface NetworkSettings {
  readonly allAddresses: AllAddresses;
  readonly limits: ExchangeLimits;
}

const mostExchanges = 256;
const modes: readonly RedirectMode[] = ['error', 'follow', 'manual'];
const refusedMethods = new Set(['CONNECT', 'TRACE', 'TRACK']);

const methodOf = (value: Plain): string => {
  const method = textOf(value);
  if (!/^[!#$%&'*+.^_`|~\w-]{1,64}$/u.test(method)) throw new TypeError('this is not a method of HTTP');
  if (refusedMethods.has(method.toUpperCase())) throw new TypeError(`fetch does not send ${method.toUpperCase()}`);
  return method;
};

const modeOf = (value: Plain): RedirectMode => {
  const mode = modes.find((each) => each === value);
  if (mode === undefined) throw new TypeError(`redirect is one of ${modes.join(', ')}`);
  return mode;
};

/** What `$fetch` is. */
export const fetchPower = (
  { ledger, onEnd, policy: { okHosts } }: Pick<PowerContext, 'ledger' | 'onEnd' | 'policy'>,
  { allAddresses, limits }: NetworkSettings = { allAddresses: resolved, limits: exchangeLimits },
): Power => {
  const connections = new Connections(allAddresses, (host) => okHosts.includes(host));
  const exchanges = new Map<number, Exchange>();
  /** Those of them whose head the guest half has had: when such a one ends, it is forgotten. */
  const begun = new Set<number>();
  let last = 0;
  const forget = (number: number): void => {
    exchanges.delete(number);
    begun.delete(number);
  };
  onEnd(() => {
    for (const exchange of exchanges.values()) exchange.cancel();
    exchanges.clear();
    begun.clear();
    connections.end();
  });

  const exchangeOf = (number: Plain): Exchange => {
    const exchange = typeof number === 'number' ? exchanges.get(number) : undefined;
    if (exchange === undefined) throw new TypeError('this exchange is over');
    return exchange;
  };

  return {
    begin: (method, url, redirect, headers, body) => {
      if (exchanges.size >= mostExchanges)
        throw new RangeError(`a cell has at most ${mostExchanges} fetches at one time`);
      const bytes = body === undefined ? undefined : bytesOf(body);
      const sending = {
        method: methodOf(method),
        url: fetchable(textOf(url)),
        headers: checkedHeaders(pairsOf(headers), bytes?.length),
        body: bytes,
      };
      const mode = modeOf(redirect);
      if (bytes !== undefined) ledger.spend('crossedBytes', bytes.length);
      last += 1;
      const number = last;
      const exchange = new Exchange(sending, mode, {
        connections,
        limits,
        grants: (hostname, port) => grantsHost(okHosts, hostname, port),
        spend: (count) => {
          ledger.spend('crossedBytes', count);
        },
        ended: () => {
          if (begun.has(number)) forget(number);
        },
      });
      exchanges.set(number, exchange);
      return number;
    },
    head: async (number) => {
      const exchange = exchangeOf(number);
      begun.add(number as number);
      try {
        return await exchange.head;
      } finally {
        if (exchange.hasEnded) forget(number as number);
      }
    },
    read: async (number) => await exchangeOf(number).read(),
    cancel: (number) => {
      if (typeof number !== 'number') return;
      exchanges.get(number)?.cancel();
      forget(number);
    },
  };
};
