/**
 * The benchmarks of @padded-cell/bastion: which subjects share a process, and what they do. The floor and the bastion
 * are in every process, so that each ratio is taken where both have run.
 */
import { pollute } from './pollute.mjs';
import { reach } from './reach.mjs';
import { works as bytes } from './work/bytes.mjs';
import { works as calls } from './work/calls.mjs';
import { hardening, works as creation } from './work/creation.mjs';
import { works as gets } from './work/gets.mjs';
import { works as growth } from './work/growth.mjs';
import { works as values } from './work/values.mjs';

const subjects = {
  'no wrapper': () => import('./subjects/none.mjs'),
  facade: () => import('./subjects/facade.mjs'),
  bastion: () => import('./subjects/bastion.mjs'),
  'bastion, raw': () => import('./subjects/bastion-raw.mjs'),
  'caching Proxy': () => import('./subjects/caching-proxy.mjs'),
  'observable-membrane': () => import('./subjects/observable-membrane.mjs'),
  vm2: () => import('./subjects/vm2.mjs'),
  'near-membrane': () => import('./subjects/near-membrane.mjs'),
  '@endo/exo': () => import('./subjects/exo.mjs'),
};

const lockdown = async () => {
  // What exo needs: neither can be put in place afterwards.
  await import('ses/assert-shim.js');
  await import('@endo/eventual-send/shim.js');
  await import('@padded-cell/rexec/lockdown');
};

const all = [...calls, ...gets, ...creation, ...bytes, ...values];

export const suite = {
  name: 'bastion',
  floor: 'facade',
  own: ['facade', 'bastion', 'bastion, raw'],
  subjects,
  pollute,
  reach,
  processes: [
    {
      name: 'one realm',
      subjects: ['no wrapper', 'facade', 'bastion', 'bastion, raw', 'caching Proxy', 'observable-membrane'],
      works: [...all, ...growth],
    },
    { name: 'other realms', subjects: ['facade', 'bastion', 'vm2', 'near-membrane'], works: all },
    {
      name: 'after lockdown',
      setUp: lockdown,
      subjects: ['facade', 'bastion', 'bastion, raw', '@endo/exo'],
      works: [...all, ...hardening],
    },
  ],
};
