/** The program of a cell's process or thread: cells, and a peer that serves their host. */
import { askOfPlaces } from '../../places.js';
import { boot } from '../boot/boot.js';
import { descriptors } from '../boot/descriptors.js';
import { Peer } from '../peer/peer.js';
import { GuestEnd } from '../pipe/guest-end.js';
import { ThreadGuestEnd } from '../thread/guest-end.js';
import { type Ask, askingBy } from './asking.js';
import { Cells } from './cells.js';
import { rehearse } from './rehearsal.js';

boot((port) => {
  const { waited, toHost, ordinary } = descriptors;
  const channel = port === undefined ? new GuestEnd({ waited, to: toHost, ordinary }) : new ThreadGuestEnd(port);
  let ask: Ask | undefined;
  const cells = new Cells({
    ask: (...question) => (ask as Ask)(...question),
    bound: (frames) => {
      peer.bound(frames);
    },
    copied: (value) => peer.takePlain(value),
  });
  const peer: Peer = new Peer({
    channel,
    side: 'guest',
    root: cells.root(),
    // The host is gone, or has closed.
    onEnd: () => process.exit(),
  });
  const asking = askingBy(peer);
  ask = asking;
  askOfPlaces({
    realOf: (path) => asking('realOf', path) as string,
    isThere: (path) => asking('isThere', path) as boolean,
  });
}, rehearse);
