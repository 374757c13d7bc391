/** Cap'n Web over a channel between processes, as it does it itself over a MessagePort: structured clones, not text. */

export class PortTransport {
  /** @type {'structuredClonable'} */
  encodingLevel = 'structuredClonable';
  /** @type {import('./port.mjs').Port} */
  #port;
  /** @type {unknown[]} */
  #arrived = [];
  /** @type {((message: any) => void) | undefined} */
  #waiting;

  constructor(/** @type {import('./port.mjs').Port} */ port) {
    this.#port = port;
    port.on('message', (message) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting) waiting(message);
      else this.#arrived.push(message);
    });
  }

  send(/** @type {unknown} */ message) {
    this.#port.postMessage(message);
  }

  /** @returns {Promise<any>} */
  async receive() {
    if (this.#arrived.length > 0) return this.#arrived.shift();
    return await new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}
